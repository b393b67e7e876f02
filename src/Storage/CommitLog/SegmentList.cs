namespace Orleans.TableService.Storage.CommitLog;

/// <summary>Where one segment begins.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Previous">The end of the segment before it; number 0 if there was none.</param>
/// <param name="BegunAtMs">When it was begun, UTC milliseconds since 1970; 0 if it does not say.</param>
internal readonly record struct SegmentStart(long Number, SegmentState Previous, long BegunAtMs);

/// <summary>The segments of a range that are kept, oldest first. Guarded by the range.</summary>
internal sealed class SegmentList
{
    private readonly List<SegmentStart> _starts = [];

    private long _emptySizeBytes;
    private bool _isLoaded;

    /// <summary>Bytes of the segments that were removed.</summary>
    public long RemovedSizeBytes => _starts.Count == 0 ? _emptySizeBytes : _starts[0].Previous.TotalSizeBytes;

    /// <summary>The segments.</summary>
    public IReadOnlyList<SegmentStart> All => _starts;

    /// <summary>Takes in what was read of the files, before what was begun meanwhile.</summary>
    /// <param name="found">Oldest first.</param>
    /// <param name="end">The end of the last of them, whether or not it is kept.</param>
    /// <returns><see langword="false"/> if that was done before; then this list knows better.</returns>
    public bool TryLoad(IReadOnlyList<SegmentStart> found, SegmentState end)
    {
        if (_isLoaded)
        {
            return false;
        }

        _isLoaded = true;
        _starts.RemoveAll(start => start.Number <= end.Number);
        _starts.InsertRange(0, found);
        _emptySizeBytes = end.TotalSizeBytes;
        return true;
    }

    /// <summary>A segment was begun.</summary>
    public void Add(in SegmentStart start) => _starts.Add(start);

    /// <summary>Segments behind one were given up, for they could not be written.</summary>
    public void RemoveBehind(long number) => _starts.RemoveAll(start => start.Number > number);

    /// <summary>Takes out the segments that end below an Lsn.</summary>
    /// <param name="firstLsn">The oldest record that is kept.</param>
    /// <param name="end">The end of the last segment.</param>
    /// <returns>Their numbers.</returns>
    public List<long> RemoveBelow(long firstLsn, in SegmentState end)
    {
        var removed = new List<long>();
        while (removed.Count < _starts.Count && EndOf(removed.Count, end).LastLsn < firstLsn)
        {
            removed.Add(_starts[removed.Count].Number);
        }

        _starts.RemoveRange(0, removed.Count);
        _emptySizeBytes = end.TotalSizeBytes;
        return removed;
    }

    /// <summary>When a segment was begun; <see langword="null"/> if that is not known.</summary>
    public long? BegunAtMs(long number) =>
        _starts.Find(start => start.Number == number) is { BegunAtMs: > 0 and var begun } ? begun : null;

    private SegmentState EndOf(int index, in SegmentState end) =>
        index + 1 < _starts.Count ? _starts[index + 1].Previous : end;
}
