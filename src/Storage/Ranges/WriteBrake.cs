using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// Slows a range's writer down while the compactions of its index, or the flushes of all, are behind: its queue is
/// drained later, so it fills, and callers wait or are refused; no thread waits.
/// </summary>
/// <remarks>For one thread at a time, but for the timer.</remarks>
internal sealed class WriteBrake(EngineContext engine, Action signal)
{
    // While all is well, RocksDB is asked once in so many bytes: there is little of a memtable in them.
    private const long UnaskedSizeMaxBytes = 128 << 10;

    // Timers are not so fine.
    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(1);

    private readonly WritePressure _pressure = new(
        engine.Options.CompactionDebtSoftBytes, engine.Options.CompactionDebtHardBytes);

    private ITimer? _timer;
    private double _last;
    private long _unaskedSizeBytes;
    private volatile bool _isHeld;

    /// <summary>Whether nothing is to be evaluated just now; the signal is given when that ends.</summary>
    public bool IsHeld => _isHeld;

    /// <summary>Groups were settled, and are to be brought into the index.</summary>
    public void Settled(List<WriteGroup> groups, RangeIndex index)
    {
        long size = 0;
        foreach (var group in groups)
        {
            size += group.Records!.Bytes.Length;
        }

        _unaskedSizeBytes += size;
        if (_last > 0 || _unaskedSizeBytes >= UnaskedSizeMaxBytes)
        {
            _unaskedSizeBytes = 0;
            _last = _pressure.Of(engine.ReadHealth(index));
        }

        // Memtables belong to all ranges, so what all write together is held back for them.
        var shared = engine.Governor.Pressure;
        if (_last > 0 || shared > 0)
        {
            var own = _last > 0 ? WritePressure.DelayOf(_last, size) : TimeSpan.Zero;
            var all = shared > 0 ? engine.WritePace.Take(WritePressure.DelayOf(shared, size)) : TimeSpan.Zero;
            Hold(own > all ? own : all);
        }
    }

    /// <summary>The index was closed: what is known of it may not hold when it opens again.</summary>
    public void Forget() => _unaskedSizeBytes = UnaskedSizeMaxBytes;

    /// <summary>
    /// Nothing is written any more. A wait that is under way ends; its timer would keep the range in memory.
    /// </summary>
    public void End()
    {
        _timer?.Dispose();
        _isHeld = false;
    }

    private void Hold(TimeSpan delay)
    {
        if (_isHeld || delay < DelayMin)
        {
            return;
        }

        engine.Metrics.WriteDelay.Record(delay.TotalSeconds);
        _isHeld = true;

        // One for each time, which ends itself: nothing is left behind while no write is held.
        _timer = engine.Time.CreateTimer(
            static state => ((WriteBrake)state!).Release(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void Release()
    {
        _timer!.Dispose();
        _isHeld = false;
        signal();
    }
}
