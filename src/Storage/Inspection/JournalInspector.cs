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
    /// <exception cref="JournalCorruptedException">
    /// Acknowledged bytes of the commit log are missing or damaged.
    /// </exception>
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
    /// <exception cref="JournalCorruptedException">
    /// While it reads: acknowledged bytes are missing or damaged.
    /// </exception>
    /// <exception cref="DataDirectoryException">The directory has no journal of the range.</exception>
    public IEnumerable<InspectedRecord> Read(RangeId id, long fromLsn)
    {
        var range = Find(id);
        return range.IsDeleting ? [] : Read(ReaderOf(range), id, Math.Max(fromLsn, range.FirstLsn));
    }

    /// <summary>The state of a range that has a journal here.</summary>
    internal RangeLog Find(RangeId id) => _log?.Find(id)
        ?? throw new DataDirectoryException($"The data directory has no journal of range {id}.");

    /// <summary>A reader of its groups.</summary>
    internal OfflineRangeReader ReaderOf(RangeLog range) => new(_log!, _segments, range);

    /// <inheritdoc/>
    public void Dispose() => _log?.Dispose();

    private static IEnumerable<InspectedRecord> Read(OfflineRangeReader reader, RangeId range, long fromLsn)
    {
        foreach (var group in reader.Read(fromLsn))
        {
            foreach (var record in group.Records)
            {
                if (record.Lsn >= fromLsn)
                {
                    yield return Decode(range, record, group);
                }
            }
        }
    }

    private static InspectedRecord Decode(RangeId range, in JournalRecord record, in OfflineGroup group)
    {
        try
        {
            var decoded = FeedRecord.Decode(record);
            return new InspectedRecord
            {
                Range = range,
                Lsn = record.Lsn,
                Epoch = group.Epoch,
                CommittedAt = decoded.CommittedAt,
                IsProved = group.IsProved,
                File = group.Path,
                Offset = group.Offset,
                PKey = decoded.PKey,
                Changes = decoded.Changes,
            };
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentOutOfRangeException)
        {
            throw Faults.JournalCorrupted(
                group.Path, group.Offset, $"record {record.Lsn} of range {range}: {e.Message}").ToException();
        }
    }
}
