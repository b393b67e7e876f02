using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges.Feed;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>Reads the journals of a stopped data directory as a server would, and changes nothing.</summary>
public sealed class JournalInspector : IDisposable
{
    private readonly OfflineLog? _log;
    private readonly SegmentDirectory _segments;

    /// <summary>Reads the commit log.</summary>
    /// <exception cref="JournalCorruptedException">Acknowledged bytes of the commit log are missing or damaged.</exception>
    /// <exception cref="DataDirectoryException">The disk refuses to read.</exception>
    public JournalInspector(StoppedDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _segments = new SegmentDirectory(directory.Files, directory.Path);
        _log = OfflineLog.Read(directory.Files, directory.LogDirectory);
    }

    /// <summary>The ranges that have a journal, in order of their ids.</summary>
    public IReadOnlyList<InspectedRange> ListRanges() => _log is null
        ? []
        : [.. _log.Ranges.Values
            .OrderBy(range => (range.Range.Stream.Value, range.Range.Number))
            .Select(range => new InspectedRange(
                range.Range,
                range.JournalId,
                range.Epoch,
                range.FirstLsn,
                range.LastLsn,
                range.Segments.LastLsn,
                range.IsDeleting))];

    /// <summary>Reads a range's records in order.</summary>
    /// <param name="id">A range that has a journal here.</param>
    /// <param name="fromLsn">The first record that is wanted.</param>
    /// <exception cref="JournalCorruptedException">While it reads: acknowledged bytes are missing or damaged.</exception>
    /// <exception cref="DataDirectoryException">The directory has no journal of the range.</exception>
    public IEnumerable<InspectedRecord> Read(RangeId id, long fromLsn)
    {
        var range = _log?.Find(id)
            ?? throw new DataDirectoryException($"The data directory has no journal of range {id}.");
        return range.IsDeleting ? [] : Read(_log, range, Math.Max(fromLsn, range.FirstLsn));
    }

    /// <inheritdoc/>
    public void Dispose() => _log?.Dispose();

    private IEnumerable<InspectedRecord> Read(OfflineLog log, RangeLog range, long fromLsn)
    {
        if (range.Segments.LastLsn >= fromLsn)
        {
            using var reader = new SegmentReader(range, _segments, range.Segments, fromLsn);
            while (reader.TryRead(fromLsn, out var group))
            {
                var (path, offset) = reader.Place;
                var source = new Source(range.Range, reader.Entry.Epoch, path, offset, IsProved: true);
                foreach (var record in source.Decode(group, fromLsn))
                {
                    yield return record;
                }
            }
        }

        for (var i = range.Extents.Find(fromLsn); i < range.Extents.Count; i++)
        {
            var extent = range.Extents[i];
            var entry = LogExtentReader.Read(range, extent, out var group);
            var isProved = new LogPosition(extent.File.Id.Sequence, extent.Offset) < log.Proved;
            var source = new Source(range.Range, entry.Epoch, extent.File.Path, extent.Offset, isProved);
            foreach (var record in source.Decode(group, fromLsn))
            {
                yield return record;
            }
        }
    }

    /// <summary>Where a group was read.</summary>
    private sealed record Source(RangeId Range, long Epoch, string Path, long Offset, bool IsProved)
    {
        public IEnumerable<InspectedRecord> Decode(RecordGroup group, long fromLsn)
        {
            foreach (var record in group)
            {
                if (record.Lsn >= fromLsn)
                {
                    yield return Decode(record);
                }
            }
        }

        private InspectedRecord Decode(in JournalRecord record)
        {
            try
            {
                var decoded = FeedRecord.Decode(record);
                return new InspectedRecord
                {
                    Range = Range,
                    Lsn = record.Lsn,
                    Epoch = Epoch,
                    CommittedAt = decoded.CommittedAt,
                    IsProved = IsProved,
                    File = Path,
                    Offset = Offset,
                    PKey = decoded.PKey,
                    Changes = decoded.Changes,
                };
            }
            catch (Exception e) when (e is InvalidDataException or ArgumentOutOfRangeException)
            {
                throw Faults.JournalCorrupted(Path, Offset, $"record {record.Lsn} of range {Range}: {e.Message}")
                    .ToException();
            }
        }
    }
}
