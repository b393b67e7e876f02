using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Index;

/// <summary>
/// Gives the memory of closed indexes back to the system: the C library's allocator keeps what RocksDB has freed, for
/// good, unless told. Once for many that close together. Safe for use by many threads.
/// </summary>
internal sealed class HeapTrimmer : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    private readonly ITimer _timer;
    private int _isDue;

    /// <summary>Makes one that trims when told.</summary>
    /// <param name="time">What the delay is told by.</param>
    /// <param name="trim">What trims, on a thread that may be kept for some ten milliseconds.</param>
    public HeapTrimmer(TimeProvider time, Action? trim = null)
    {
        var action = trim ?? LibC.TrimHeap;
        _timer = time.CreateTimer(
            _ =>
            {
                Volatile.Write(ref _isDue, 0);
                action();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>An index was closed.</summary>
    public void Closed()
    {
        if (Interlocked.Exchange(ref _isDue, 1) == 0)
        {
            _timer.Change(Delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
