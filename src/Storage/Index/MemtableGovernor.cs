using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Index;

/// <summary>
/// Bounds the memtables of all indexes: when they exceed the budget, the largest is flushed, on its own thread.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
internal sealed class MemtableGovernor : ScheduledWork
{
    // Memtables grow in steps of about this size; asking RocksDB after each small write costs as much as the write.
    private const int ReportedBytesMin = 64 << 10;

    // Of the budget. What is being flushed counts still.
    private const double PressureFrom = 1.25;
    private const double PressureTo = 2;

    private readonly Dictionary<RangeIndex, long> _sizes = [];
    private readonly object _lock = new();
    private readonly long _budgetBytes;
    private readonly Action _whenFlushed;
    private RangeIndex? _flushed;
    private long _total;

    /// <summary>Makes one.</summary>
    /// <param name="threads">Where it flushes.</param>
    /// <param name="budgetBytes">What all memtables may have.</param>
    /// <param name="whenFlushed">Told after each flush, on their thread.</param>
    public MemtableGovernor(StorageThreads threads, long budgetBytes, Action whenFlushed)
        : base(threads)
    {
        _budgetBytes = budgetBytes;
        _whenFlushed = whenFlushed;
    }

    /// <summary>Bytes in memtables as last reported.</summary>
    public long TotalBytes => Volatile.Read(ref _total);

    /// <summary>
    /// How far flushes are behind: 0 while memtables have little more than the budget, 1 where they have twice as much.
    /// </summary>
    public double Pressure =>
        Math.Clamp((((double)TotalBytes / _budgetBytes) - PressureFrom) / (PressureTo - PressureFrom), 0, 1);

    /// <summary>Takes note of what was written to an index; called by its writer after each write.</summary>
    public void ReportWrite(RangeIndex index)
    {
        if (index.WrittenBytes >= ReportedBytesMin)
        {
            Report(index);
        }
    }

    /// <summary>Takes note of an index's memtables; for its writer, and before it writes.</summary>
    public void Report(RangeIndex index)
    {
        index.WrittenBytes = 0;
        Update(index, isKnown: false);
        if (TotalBytes > _budgetBytes)
        {
            Schedule();
        }
    }

    /// <summary>Forgets an index that closes; returns when nothing here uses it any more. Not for this step.</summary>
    public void Forget(RangeIndex index)
    {
        lock (_lock)
        {
            Remove(index);
            while (_flushed == index)
            {
                Monitor.Wait(_lock);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Step()
    {
        if (TakeLargest() is not { } index)
        {
            return;
        }

        try
        {
            index.Flush();
            Update(index, isKnown: true);
            Schedule();
        }
        catch (RocksException)
        {
            // RocksDB now refuses this index's writes, by which its range learns of it; here it must not be tried
            // for ever.
            Remove(index);
        }
        finally
        {
            Leave();
        }

        _whenFlushed();
    }

    private void Leave()
    {
        lock (_lock)
        {
            _flushed = null;
            Monitor.PulseAll(_lock);
        }
    }

    private void Remove(RangeIndex index)
    {
        lock (_lock)
        {
            if (_sizes.Remove(index, out var size))
            {
                _total -= size;
            }
        }
    }

    private void Update(RangeIndex index, bool isKnown)
    {
        var size = index.MemtableBytes;
        lock (_lock)
        {
            if (!isKnown || _sizes.ContainsKey(index))
            {
                _total += size - _sizes.GetValueOrDefault(index);
                _sizes[index] = size;
            }
        }
    }

    private RangeIndex? TakeLargest()
    {
        lock (_lock)
        {
            _flushed = _total <= _budgetBytes || _sizes.Count == 0 ? null : _sizes.MaxBy(pair => pair.Value).Key;
            return _flushed;
        }
    }
}
