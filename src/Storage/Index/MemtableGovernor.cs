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

    // What one has that holds nothing; no flush gives that back.
    private const int EmptyBytes = 4 << 10;

    // Of the budget. What is being flushed counts still.
    private const double PressureFrom = 1.25;
    private const double PressureTo = 2;

    private readonly Dictionary<RangeIndex, long> _sizes = [];
    private readonly HashSet<RangeIndex> _behind = [];
    private readonly object _lock = new();
    private readonly long _budgetBytes;
    private readonly Func<RangeIndex, IndexHealth> _readHealth;
    private readonly Action _whenFlushed;
    private RangeIndex? _flushed;
    private long _total;

    /// <summary>Makes one.</summary>
    /// <param name="threads">Where it flushes.</param>
    /// <param name="budgetBytes">What all memtables may have.</param>
    /// <param name="readHealth">How an index stands with its compactions.</param>
    /// <param name="whenFlushed">Told after each flush, on their thread.</param>
    public MemtableGovernor(
        StorageThreads threads, long budgetBytes, Func<RangeIndex, IndexHealth> readHealth, Action whenFlushed)
        : base(threads)
    {
        _budgetBytes = budgetBytes;
        _readHealth = readHealth;
        _whenFlushed = whenFlushed;
    }

    /// <summary>Bytes in memtables as last reported, beyond what empty ones have.</summary>
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
        // A flush that waits for compactions of its index would keep all others waiting, who have none to wait for.
        // That index's own writers are slowed down by then.
        _behind.Clear();
        while (TakeLargest() is { } index)
        {
            if (!_readHealth(index).FlushWaits)
            {
                Flush(index);
                return;
            }

            _behind.Add(index);
            Leave();
        }
    }

    private void Flush(RangeIndex index)
    {
        try
        {
            index.Flush();
            Update(index, isKnown: true);
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

        Schedule();
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
        var size = Math.Max(0, index.MemtableBytes - EmptyBytes);
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
            _flushed = _total <= _budgetBytes
                ? null
                : _sizes.Keys.Where(index => _sizes[index] > 0 && !_behind.Contains(index))
                    .MaxBy(index => _sizes[index]);
            return _flushed;
        }
    }
}
