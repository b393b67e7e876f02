using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>A timer whose ticks are calls of its own grain; the period runs from the end of a tick.</summary>
internal sealed partial class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainMethod _method;
    private readonly Action<GrainTimer> _onDisposed;
    private readonly CancellationTokenSource _disposal = new();
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _changed;
    private bool _ticking;

    public GrainTimer(
        Activation activation,
        Func<CancellationToken, Task> callback,
        GrainTimerCreationOptions options,
        Action<GrainTimer> onDisposed)
    {
        _activation = activation;
        _callback = callback;
        _onDisposed = onDisposed;
        _method = (options.Interleave, options.KeepAlive) switch
        {
            (true, true) => GrainMethod.InterleavingTick,
            (true, false) => GrainMethod.InterleavingIdleTick,
            (false, true) => GrainMethod.Tick,
            (false, false) => GrainMethod.IdleTick,
        };
        using (ExecutionContext.SuppressFlow())
        {
            _timer = activation.Runtime.TimeProvider.CreateTimer(
                static state => ((GrainTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, nameof(dueTime));
        Validate(period, nameof(period));
        lock (_lock)
        {
            _dueTime = dueTime;
            _period = period;
            _changed = true;
            if (!_ticking)
            {
                _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        if (!_disposal.IsCancellationRequested)
        {
            _disposal.Cancel();
            _timer.Dispose();
            _onDisposed(this);
        }
    }

    private static void Validate(TimeSpan value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan((long)value.TotalMilliseconds, -1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)value.TotalMilliseconds, 0xfffffffe, name);
    }

    private void Fire()
    {
        lock (_lock)
        {
            _ticking = true;
        }

        // A tick belongs to this activation: where that is gone, so is the timer.
        _activation.TryAcceptWhileActive(new TickRequest(this) { Method = _method });
    }

    private async Task TickAsync()
    {
        if (_disposal.IsCancellationRequested)
        {
            return;
        }

        lock (_lock)
        {
            _changed = false;
        }

        try
        {
            await _callback(_disposal.Token);
        }
#pragma warning disable CA1031 // As upstream: a failed tick is logged, and the next one comes.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogTickFailed(_activation.Runtime.Logger, exception, _activation.GrainId);
        }

        lock (_lock)
        {
            _ticking = false;
            if (!_disposal.IsCancellationRequested)
            {
                _timer.Change(_changed ? _dueTime : _period, Timeout.InfiniteTimeSpan);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A timer of grain {GrainId} failed; it goes on")]
    private static partial void LogTickFailed(ILogger logger, Exception exception, GrainId grainId);

    private sealed class TickRequest(GrainTimer timer) : GrainRequest<NoResult>
    {
        public override Task Invoke(object grain) => timer.TickAsync();
    }
}
