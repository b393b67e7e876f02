namespace Orleans.TableService.Storage.Ranges.Feed;

/// <summary>Picks a watch's changes out of records and says when a batch or a progress mark is due.</summary>
/// <remarks>For one thread at a time. A batch ends with a whole transaction.</remarks>
internal sealed class WatchFilter(WatchRequest request, long fromLsn)
{
    private const int BatchSizeBytes = 1 << 20;
    private const int ProgressRecords = 1000;
    private const int ProgressSizeBytes = 1 << 20;

    private List<TableChange> _changes = [];
    private long _batchBytes;
    private long _passedBytes;
    private int _passedRecords;

    /// <summary>The first revision that the watch has not seen.</summary>
    public long NextLsn { get; private set; } = fromLsn;

    /// <summary>Whether enough was gathered, or passed unmatched, to tell the watch.</summary>
    public bool IsDue => _batchBytes >= BatchSizeBytes
        || _passedRecords >= ProgressRecords
        || _passedBytes >= ProgressSizeBytes;

    /// <summary>Whether there are changes to tell.</summary>
    public bool HasChanges => _changes.Count > 0;

    /// <summary>Whether records passed of which the watch was not told.</summary>
    public bool HasProgress => _passedRecords > 0;

    /// <summary>Looks at a record; those that the watch has seen are skipped.</summary>
    public void Add(FeedRecord record)
    {
        if (record.Lsn < NextLsn)
        {
            return;
        }

        NextLsn = record.Lsn + 1;
        _passedRecords++;
        _passedBytes += record.SizeBytes;
        if (!record.PKey.Span.SequenceEqual(request.PKey.Span))
        {
            return;
        }

        foreach (var change in record.Changes)
        {
            if (request.LKeys.Contains(change.LKey.Span))
            {
                _changes.Add(change);
                _batchBytes += change.LKey.Length + (change.Entry?.Value.Bytes.Length ?? 0);
            }
        }
    }

    /// <summary>What was gathered; the filter begins anew behind it.</summary>
    public ChangeBatch Take()
    {
        var batch = new ChangeBatch { Revision = NextLsn - 1, Changes = _changes };
        _changes = [];
        _batchBytes = _passedBytes = _passedRecords = 0;
        return batch;
    }
}
