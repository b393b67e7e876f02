using System.Globalization;
using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>
/// Checks the segments of one range: all that the log says was durable, and nothing that it does not.
/// </summary>
internal sealed class SegmentVerifier(
    RangeLog range, SegmentDirectory directory, VerificationTally tally, LogCopies copies, bool readsRecords)
{
    // Unknown behind a damage, where nothing can be said of how the next group follows.
    private long? _lastLsn;
    private long _lastEpoch;

    /// <summary>Checks the proved part of all segments.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        var files = Open();
        try
        {
            var end = range.Segments;
            var chain = new Stack<(SegmentFile File, SegmentState End)>();
            while (end.Number != 0 && end.LastLsn >= range.FirstLsn)
            {
                if (!files.TryGetValue(end.Number, out var file))
                {
                    tally.Add(directory.PathOf(range.Range, end.Number), 0, "the segment is missing", range.Range);
                    break;
                }

                chain.Push((file, end));
                end = file.Header?.Previous ?? Guess(files, file);
            }

            foreach (var (file, proved) in chain)
            {
                Check(file, proved, cancellationToken);
            }
        }
        finally
        {
            foreach (var file in files.Values)
            {
                file.Dispose();
            }
        }
    }

    private Dictionary<long, SegmentFile> Open()
    {
        var found = new Dictionary<long, SegmentFile>();
        var path = Path.GetDirectoryName(directory.PathOf(range.Range, 1))!;
        if (!directory.Files.DirectoryExists(path))
        {
            return found;
        }

        foreach (var name in directory.Files.ListFiles(path))
        {
            if (Path.GetExtension(name) == ".seg"
                && long.TryParse(
                    Path.GetFileNameWithoutExtension(name),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var number)
                && number <= range.Segments.Number)
            {
                var file = Path.Combine(path, name);
                found[number] = new SegmentFile(directory.Files.OpenRead(file), file, number, range);
            }
        }

        return found;
    }

    // Behind a damaged header nobody says where the segment before ends: it is read as far as it is whole.
    private SegmentState Guess(Dictionary<long, SegmentFile> files, SegmentFile file)
    {
        var before = files.Keys.Where(number => number < file.Number).DefaultIfEmpty().Max();
        return before == 0 ? default : new SegmentState(before, Unknown, range.LastLsn, 0, 0);
    }

    private const long Unknown = -1;

    private void Check(SegmentFile file, SegmentState proved, CancellationToken cancellationToken)
    {
        tally.SegmentCount++;
        var crc = file.HeaderCrc;
        if (file.Header is { } header)
        {
            if (_lastLsn is { } last && last != header.Previous.LastLsn)
            {
                Add(file, 0, $"it begins behind Lsn {header.Previous.LastLsn}, but the one before ends at {last}");
            }

            _lastLsn = header.Previous.LastLsn;
        }
        else
        {
            // The one before was read beyond its proved end, perhaps: its last groups prove nothing of these.
            Add(file, 0, "the segment's header is damaged");
            (_lastLsn, _lastEpoch) = (null, 0);
        }

        if (proved.Length > file.Length)
        {
            Add(file, file.Length, $"the segment is cut off, {proved.Length} bytes of it were durable");
        }

        var isWhole = Walk(file, proved, ref crc, cancellationToken);
        if (isWhole && proved.Length != Unknown && (crc != proved.Crc || _lastLsn != proved.LastLsn))
        {
            Add(file, proved.Length, "the last chunk is not the one that was proved durable");
        }
    }

    private bool Walk(SegmentFile file, SegmentState proved, ref uint crc, CancellationToken cancellationToken)
    {
        long offset = SegmentHeader.SizeBytes;
        var isChained = file.Header is not null;
        var isWhole = isChained;
        while (proved.Length == Unknown ? offset < file.Length : offset < Math.Min(proved.Length, file.Length))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.TryReadChunk(offset, out var chunk, out var next) && (!isChained || chunk.PreviousCrc == crc))
            {
                (crc, isChained) = (next, true);
                CheckChunk(file, chunk);
                offset = chunk.End;
                continue;
            }

            if (proved.Length == Unknown)
            {
                return false;
            }

            Add(file, offset, "a chunk's header is damaged");
            isChained = isWhole = false;
            _lastLsn = null;
            offset = file.FindChunk(offset + 1);
            if (offset < 0)
            {
                return false;
            }
        }

        return isWhole && offset == proved.Length;
    }

    private void CheckChunk(SegmentFile file, in ChunkHeader chunk)
    {
        tally.SizeBytes += ChunkHeader.SizeBytes + chunk.BodyLength;
        if (file.ReadBody(chunk) is not { } body)
        {
            Add(file, chunk.Offset, "a chunk is damaged");
            _lastLsn = chunk.LastLsn;
            return;
        }

        try
        {
            for (var at = 0; at < body.Length;)
            {
                var entry = LogEntry.Read(body.AsSpan(at));
                var place = chunk.Offset + ChunkHeader.SizeBytes + at;
                CheckGroup(file, place, entry, body.AsMemory(at, entry.Length));
                at += entry.Length;
            }
        }
        catch (InvalidDataException e)
        {
            Add(file, chunk.Offset, e.Message);
        }

        if (_lastLsn != chunk.LastLsn)
        {
            Add(file, chunk.Offset, $"the chunk says that it ends at Lsn {chunk.LastLsn}, and ends at {_lastLsn}");
            _lastLsn = chunk.LastLsn;
        }
    }

    private void CheckGroup(SegmentFile file, long offset, in LogEntry entry, ReadOnlyMemory<byte> bytes)
    {
        tally.SegmentRecordCount += entry.Count;
        if (entry.Kind != LogEntryKind.Data || entry.Range != range.Range)
        {
            Add(file, offset, $"an entry {entry.Kind} of range {entry.Range} does not belong here");
            return;
        }

        if (GroupCheck.Find(entry, bytes, readsRecords) is { } what)
        {
            Add(file, offset, what);
        }

        // What was trimmed before it was copied is missing here.
        if ((_lastLsn is { } last && entry.PreviousLsn != last && entry.PreviousLsn >= range.FirstLsn)
            || entry.FirstLsn <= entry.PreviousLsn
            || entry.Epoch < _lastEpoch)
        {
            Add(
                file,
                offset,
                $"the group at Lsn {entry.FirstLsn} does not follow the one before, which ends at {_lastLsn}");
        }

        _lastLsn = entry.LastLsn;
        _lastEpoch = entry.Epoch;
        Compare(file, offset, entry, bytes.Span);
    }

    private void Compare(SegmentFile file, long offset, in LogEntry entry, ReadOnlySpan<byte> bytes)
    {
        if (copies.TryCompare(entry, bytes, out var isEqual, out var place))
        {
            tally.ComparedGroupCount++;
            if (!isEqual)
            {
                Add(
                    file,
                    offset,
                    $"the group at Lsn {entry.FirstLsn} differs from its copy in {place.Path} at byte {place.Offset}");
            }
        }
    }

    private void Add(SegmentFile file, long offset, string what) => tally.Add(file.Path, offset, what, range.Range);
}
