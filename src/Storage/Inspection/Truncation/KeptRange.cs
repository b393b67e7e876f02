using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>What is left of one range: segments up to the end of a whole file, and groups behind that.</summary>
internal sealed class KeptRange
{
    private readonly OfflineLog _log;
    private readonly SegmentDirectory _directory;

    public KeptRange(OfflineLog log, SegmentDirectory directory, RangeLog range, long lastLsn, bool isCut)
    {
        _log = log;
        _directory = directory;
        Range = range;
        LastLsn = lastLsn;
        Segments = range.Segments;
        if (isCut && Segments.Number != 0)
        {
            StepBack();
        }
    }

    public RangeLog Range { get; }

    /// <summary>The last record that is left.</summary>
    public long LastLsn { get; }

    /// <summary>The segments that are left, none of them in part.</summary>
    public SegmentState Segments { get; private set; }

    /// <summary>The groups that are left and are not in these segments.</summary>
    public IEnumerable<OfflineGroup> Groups()
    {
        var fromLsn = Math.Max(Segments.LastLsn + 1, Range.FirstLsn);
        if (Range.IsDeleting || fromLsn > LastLsn)
        {
            yield break;
        }

        foreach (var group in new OfflineRangeReader(_log, _directory, Range).Read(fromLsn))
        {
            if (group.Records.FirstLsn > LastLsn)
            {
                yield break;
            }

            yield return group.Records.LastLsn <= LastLsn ? group : Cut(group);
            if (group.Records.LastLsn >= LastLsn)
            {
                yield break;
            }
        }
    }

    // A segment that is left in part would have to be cut itself: what is left of it goes into the log instead, and its
    // file out of the way.
    private void StepBack()
    {
        do
        {
            var path = _directory.PathOf(Range.Range, Segments.Number);
            if (!_directory.Files.FileExists(path))
            {
                throw new DataDirectoryException($"{path} is missing: nothing before it is known to be whole.");
            }

            using var file = new SegmentFile(_directory.Files.OpenRead(path), path, Segments.Number, Range);
            Segments = file.Header?.Previous ?? throw new DataDirectoryException(
                $"{path} does not say where the segment before it ends: its header is damaged. Restore it from a "
                + "copy.");
        }
        while (Segments.Number != 0 && Segments.LastLsn > LastLsn);
    }

    private OfflineGroup Cut(in OfflineGroup group)
    {
        var count = 0;
        var size = 0;
        foreach (var record in group.Records)
        {
            if (record.Lsn > LastLsn)
            {
                break;
            }

            count++;
            size += RecordGroup.RecordHeaderSizeBytes + record.Payload.Length;
        }

        return group with
        {
            Records = new RecordGroup(group.Records.FirstLsn, count, group.Records.Bytes[..size]),
        };
    }
}
