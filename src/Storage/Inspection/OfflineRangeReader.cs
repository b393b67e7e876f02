using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>A group of a journal, and where it was read.</summary>
internal readonly record struct OfflineGroup(
    RecordGroup Records, long PreviousLsn, long Epoch, string Path, long Offset, bool IsProved);

/// <summary>Reads the groups of one range as a server would: from segments, then from the commit log.</summary>
internal sealed class OfflineRangeReader(OfflineLog log, SegmentDirectory segments, RangeLog range)
{
    /// <summary>The groups from the one on that holds an Lsn.</summary>
    public IEnumerable<OfflineGroup> Read(long fromLsn)
    {
        if (range.Segments.LastLsn >= fromLsn)
        {
            using var reader = new SegmentReader(range, segments, range.Segments, fromLsn);
            while (reader.TryRead(fromLsn, out var group))
            {
                var (path, offset) = reader.Place;
                var entry = reader.Entry;
                yield return new OfflineGroup(group, entry.PreviousLsn, entry.Epoch, path, offset, IsProved: true);
            }
        }

        for (var i = range.Extents.Find(fromLsn); i < range.Extents.Count; i++)
        {
            var extent = range.Extents[i];
            var entry = LogExtentReader.Read(range, extent, out var group);
            var isProved = new LogPosition(extent.File.Id.Sequence, extent.Offset) < log.Proved;
            yield return new OfflineGroup(
                group, entry.PreviousLsn, entry.Epoch, extent.File.Path, extent.Offset, isProved);
        }
    }
}
