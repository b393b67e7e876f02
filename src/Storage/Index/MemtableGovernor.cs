using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Index;

/// <summary>
/// Bounds the memtables of all indexes: when they exceed the budget, the largest is flushed, on its own thread.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
internal sealed class MemtableGovernor : ScheduledWork
{
    private readonly Dictionary<RangeIndex, long> _sizes = [];
    private readonly Lock _lock = new();
    private readonly long _budgetBytes;
    private long _total;

    public MemtableGovernor(StorageThreads threads, long budgetBytes)
        : base(threads) => _budgetBytes = budgetBytes;

    /// <summary>Bytes in memtables as last reported.</summary>
    public long TotalBytes => Volatile.Read(ref _total);

    /// <summary>Takes note of an index's memtables; called by its writer after each write.</summary>
    public void Report(RangeIndex index)
    {
        Update(index, isKnown: false);
        if (TotalBytes > _budgetBytes)
        {
            Schedule();
        }
    }

    /// <summary>Forgets an index that closes.</summary>
    public void Forget(RangeIndex index)
    {
        lock (_lock)
        {
            if (_sizes.Remove(index, out var size))
            {
                _total -= size;
            }
        }
    }

    /// <inheritdoc/>
    protected override void Step()
    {
        if (Largest() is not { } index)
        {
            return;
        }

        try
        {
            index.Flush();
            Update(index, isKnown: true);
            Schedule();
        }
        catch (ObjectDisposedException)
        {
            // It closed meanwhile, and its memtables with it.
            Forget(index);
        }
        catch (RocksException)
        {
            // RocksDB now refuses this index's writes, by which its range learns of it; here it must not be tried
            // for ever.
            Forget(index);
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

    private RangeIndex? Largest()
    {
        lock (_lock)
        {
            return _total <= _budgetBytes || _sizes.Count == 0 ? null : _sizes.MaxBy(pair => pair.Value).Key;
        }
    }
}
