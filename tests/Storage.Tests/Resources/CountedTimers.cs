using System.Collections.Concurrent;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Resources;

/// <summary>
/// A clock that moves only when told, and knows which timers were made and not disposed, by their states.
/// </summary>
internal sealed class CountedTimers : TimeProvider
{
    private readonly ConcurrentDictionary<CountedTimer, object?> _undisposed = new();

    public ManualTimeProvider Clock { get; } = new();

    public ConcurrentQueue<object?> Made { get; } = new();

    public ICollection<object?> Undisposed => _undisposed.Values;

    public override long TimestampFrequency => Clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Clock.GetUtcNow();

    public override long GetTimestamp() => Clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(this);
        _undisposed[timer] = state;
        Made.Enqueue(state);
        timer.Begin(Clock.CreateTimer(callback, state, dueTime, period));
        return timer;
    }

    private sealed class CountedTimer(CountedTimers owner) : ITimer
    {
        private ITimer _timer = null!;

        public void Begin(ITimer timer) => _timer = timer;

        public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(dueTime, period);

        public void Dispose()
        {
            owner._undisposed.TryRemove(this, out _);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
