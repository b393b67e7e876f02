namespace Orleans.TableService.Storage.CommitLog;

/// <summary>Where a group of a range lies in the commit log: the data entry with its header.</summary>
internal readonly record struct LogExtent(LogFile File, long Offset, int Length, long FirstLsn, long LastLsn);

/// <summary>A range's groups in the commit log, by Lsn. Guarded by the range.</summary>
internal sealed class LogExtents
{
    private readonly List<LogExtent> _extents = [];
    private int _head;

    public int Count => _extents.Count - _head;

    /// <summary>Bytes of all of them.</summary>
    public long SizeBytes { get; private set; }

    public LogExtent this[int index] => _extents[_head + index];

    public void Add(in LogExtent extent)
    {
        _extents.Add(extent);
        SizeBytes += extent.Length;
        Interlocked.Increment(ref extent.File.PinCount);
    }

    /// <summary>Forgets those up to an Lsn, and unpins their files.</summary>
    public void RemoveThrough(long lastLsn)
    {
        while (_head < _extents.Count && _extents[_head].LastLsn <= lastLsn)
        {
            var extent = _extents[_head];
            _extents[_head++] = default;
            SizeBytes -= extent.Length;
            Interlocked.Decrement(ref extent.File.PinCount);
        }

        if (_head > 1024 && _head * 2 > _extents.Count)
        {
            _extents.RemoveRange(0, _head);
            _head = 0;
        }
    }

    /// <summary>Index of the first that ends at or after an Lsn; <see cref="Count"/> if there is none.</summary>
    public int Find(long lsn)
    {
        var low = 0;
        var high = Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = this[middle].LastLsn < lsn ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
