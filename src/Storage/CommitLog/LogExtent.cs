namespace Orleans.TableService.Storage.CommitLog;

/// <summary>Where a group of a range lies in the commit log: the data entry with its header.</summary>
/// <param name="File">In which file.</param>
/// <param name="Offset">Where the entry begins in it.</param>
/// <param name="Length">Bytes of the entry.</param>
/// <param name="PreviousLsn">The range's record before: a gap between groups is seen by it.</param>
/// <param name="FirstLsn">Lsn of the first record.</param>
/// <param name="LastLsn">Lsn of the last record.</param>
internal readonly record struct LogExtent(
    LogFile File, long Offset, int Length, long PreviousLsn, long FirstLsn, long LastLsn);

/// <summary>A range's groups in the commit log, by Lsn. Guarded by the range.</summary>
internal sealed class LogExtents
{
    private readonly List<LogExtent> _extents = [];
    private int _head;
    private bool _hasMoved;

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

    /// <summary>Takes in where a group lies now, in place of where it lay, or between its neighbours.</summary>
    public void Move(in LogExtent extent)
    {
        _hasMoved = true;
        var index = Find(extent.FirstLsn);
        if (index < Count && this[index].FirstLsn == extent.FirstLsn)
        {
            var before = this[index];
            _extents[_head + index] = extent;
            SizeBytes += extent.Length - before.Length;
            Interlocked.Increment(ref extent.File.PinCount);
            Interlocked.Decrement(ref before.File.PinCount);
            return;
        }

        _extents.Insert(_head + index, extent);
        SizeBytes += extent.Length;
        Interlocked.Increment(ref extent.File.PinCount);
    }

    /// <summary>Whether any of them is in a file to which none older belongs.</summary>
    public bool IsInOldest(LogFile file)
    {
        if (Count == 0 || !_hasMoved)
        {
            // Where nothing was moved, later groups are in later files.
            return Count > 0 && this[0].File == file;
        }

        for (var i = 0; i < Count; i++)
        {
            if (this[i].File == file)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether all records behind one Lsn up to another are here.</summary>
    public bool Cover(long behindLsn, long lastLsn)
    {
        for (var i = Find(behindLsn + 1); behindLsn < lastLsn; i++)
        {
            if (i >= Count || this[i].PreviousLsn > behindLsn)
            {
                return false;
            }

            behindLsn = this[i].LastLsn;
        }

        return true;
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

        _hasMoved &= Count > 0;
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
