using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Index;

/// <summary>
/// Gives memory that RocksDB has freed back to the system: the C library's allocator keeps it, for good, unless told.
/// Safe for use by many threads.
/// </summary>
/// <remarks>
/// What indexes free when they close goes back at once for many that close together. Beside many that are busy, whose
/// small pieces lie between what flushes and compactions use for a moment, it is looked for once a minute.
/// </remarks>
internal sealed class HeapTrimmer : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly Action _trim;
    private readonly ITimer _timer;
    private long _trimmedAt;
    private int _isDue;

    /// <summary>Makes one that trims when told.</summary>
    /// <param name="time">What delays are told by.</param>
    /// <param name="trim">What trims, on a thread that may be kept for some tens of milliseconds.</param>
    public HeapTrimmer(TimeProvider time, Action? trim = null)
    {
        _time = time;
        _trim = trim ?? LibC.TrimHeap;
        _trimmedAt = time.GetTimestamp();
        _timer = time.CreateTimer(_ => TrimClosed(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>An index was closed.</summary>
    public void Closed()
    {
        if (Interlocked.Exchange(ref _isDue, 1) == 0)
        {
            _timer.Change(Delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A memtable was flushed to make room for others; trims on this thread, if it is time.</summary>
    public void Flushed()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _trimmedAt)) >= Interval)
        {
            Trim();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void TrimClosed()
    {
        Volatile.Write(ref _isDue, 0);
        Trim();
    }

    private void Trim()
    {
        Volatile.Write(ref _trimmedAt, _time.GetTimestamp());
        _trim();
    }
}
