using System.Diagnostics.CodeAnalysis;
using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Reads a range's groups: from segments as far as they are proved, then from the commit log.</summary>
internal sealed class FileJournalReader(RangeLog range, SegmentDirectory directory, long fromLsn) : IJournalReader
{
    private SegmentReader? _segments;
    private long _nextLsn = fromLsn;

    public bool TryRead([NotNullWhen(true)] out RecordGroup? group)
    {
        try
        {
            return TryReadNext(out group);
        }
        catch (Exception) when (Compacted() is { } compacted)
        {
            // Whatever could not be read: it is not there any more because nobody is to have it.
            throw compacted.ToException();
        }
        catch (Exception e) when (JournalFaults.Unavailable(range, e) is { } fault)
        {
            throw fault.ToException();
        }
    }

    public void Dispose() => _segments?.Dispose();

    private bool TryReadNext([NotNullWhen(true)] out RecordGroup? group)
    {
        while (!TryReadSegments(out group))
        {
            if (!TryEnterExtent(out var extent, out var isCopied))
            {
                if (isCopied)
                {
                    // That was stated between the two looks.
                    continue;
                }

                return false;
            }

            group = ReadEntered(extent);
            break;
        }

        _nextLsn = group.LastLsn + 1;
        return true;
    }

    private bool TryReadSegments([NotNullWhen(true)] out RecordGroup? group)
    {
        group = null;
        if (_segments is not null && _segments.TryRead(_nextLsn, out group))
        {
            return true;
        }

        _segments?.Dispose();
        _segments = null;
        SegmentState proved;
        lock (range.Gate)
        {
            ThrowIfCompacted();
            proved = range.Segments;
            if (range.IsDeleting)
            {
                throw Faults.RangeUnavailable(range.Range, "it was deleted.").ToException();
            }
        }

        if (proved.LastLsn < _nextLsn)
        {
            return false;
        }

        _segments = new SegmentReader(range, directory, proved, _nextLsn);
        return _segments.TryRead(_nextLsn, out group);
    }

    private bool TryEnterExtent(out LogExtent extent, out bool isCopied)
    {
        extent = default;
        lock (range.Gate)
        {
            ThrowIfCompacted();
            isCopied = _nextLsn <= range.Segments.LastLsn;
            if (_nextLsn > range.LastLsn || isCopied || range.IsDeleting)
            {
                return false;
            }

            extent = range.Extents[range.Extents.Find(_nextLsn)];

            // While the range needs it, nothing but the end of the store gives a file up.
            ObjectDisposedException.ThrowIf(!extent.File.TryEnter(), typeof(FileJournalStore));
            return true;
        }
    }

    private void ThrowIfCompacted()
    {
        if (Compacted() is { } compacted)
        {
            throw compacted.ToException();
        }
    }

    private Fault? Compacted()
    {
        lock (range.Gate)
        {
            return _nextLsn < range.FirstLsn ? Faults.RevisionCompacted(_nextLsn, range.FirstLsn) : null;
        }
    }

    private RecordGroup ReadEntered(in LogExtent extent)
    {
        try
        {
            return LogExtentReader.ReadGroup(range, extent);
        }
        finally
        {
            extent.File.Leave();
        }
    }
}
