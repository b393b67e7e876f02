using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>Checks every frame and entry of all files of the commit log, needed by a server or not.</summary>
internal sealed class LogVerifier(VerificationTally tally, LogCopies copies, bool readsRecords)
{
    private readonly List<LogFileScan> _files = [];
    private readonly Dictionary<RangeId, (long Lsn, LogPosition Position)> _lastRecords = [];
    private LogReplay _replay = new();

    /// <summary>
    /// The ranges as the last intact parts of the log tell of them, for when the recovery does not get through.
    /// </summary>
    public IReadOnlyDictionary<RangeId, RangeLog> LastRanges => _replay.Ranges;

    /// <summary>The last intact record of each range, and where it was found last.</summary>
    public IReadOnlyDictionary<RangeId, (long Lsn, LogPosition Position)> LastRecords => _lastRecords;

    /// <summary>How many files there are.</summary>
    public int FileCount => _files.Count;

    /// <summary>Checks the log.</summary>
    public void Run(IFileLayer files, string directory, CancellationToken cancellationToken)
    {
        try
        {
            Scan(files, directory, cancellationToken);
            var proved = _files.Aggregate(default(LogPosition), (most, file) => LogPosition.Max(most, file.Proved));
            foreach (var (file, next) in _files.Zip([.. _files.Skip(1), null]))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Check(file, next, proved);
            }
        }
        finally
        {
            _files.ForEach(file => file.Dispose());
        }
    }

    private void Scan(IFileLayer files, string directory, CancellationToken cancellationToken)
    {
        var names = files.ListFiles(directory)
            .Select(name => (Name: name, IsLog: LogFile.TryParseName(name, out var sequence), Sequence: sequence))
            .Where(file => file.IsLog)
            .OrderBy(file => file.Sequence);
        foreach (var (name, _, sequence) in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Combine(directory, name);
            _files.Add(new LogFileScan(files.OpenRead(path), path, sequence));
        }
    }

    private void Check(LogFileScan file, LogFileScan? next, LogPosition proved)
    {
        CheckLength(file);
        var link = LinkTo(file, next);
        var limit = LimitOf(file, link, proved);
        foreach (var offset in file.Breaks.Where(offset => offset < limit))
        {
            tally.Add(
                file.Path,
                offset,
                offset == 0 ? "its first frame is damaged" : "a frame that was durable is damaged");
        }

        CheckFrames(file, limit, isLast: link is null);
        if (link is { } end && end.File == file.Id && !file.Frames.Exists(frame => IsEnd(frame, end)))
        {
            tally.Add(file.Path, end.End, "its last frame is not the one that the next file names");
        }
    }

    private void CheckLength(LogFileScan file)
    {
        if (file.Length < file.StatedLength || file.Length == 0 || file.Length % FrameHeader.AlignmentBytes != 0)
        {
            tally.Add(file.Path, file.Length, "the file is cut off");
        }
    }

    private LogLink? LinkTo(LogFileScan file, LogFileScan? next)
    {
        if (next?.Previous is not { } link)
        {
            return null;
        }

        if (link.File.Sequence > file.Sequence)
        {
            var name = LogFile.NameOf(link.File.Sequence);
            tally.Add(Path.Combine(Path.GetDirectoryName(file.Path)!, name), 0, "the file is missing");
            return null;
        }

        if (link.File.Sequence == file.Sequence && file.Previous is not null && link.File != file.Id)
        {
            tally.Add(file.Path, 0, "it is not the file that the next one names");
            return null;
        }

        return link;
    }

    // Up to here the file's frames were durable.
    private static long LimitOf(LogFileScan file, LogLink? link, LogPosition proved)
    {
        if (link is { } end)
        {
            // A link past this file says that nothing of this one was ever proved.
            return end.File.Sequence == file.Sequence ? end.End : 0;
        }

        if (proved.Sequence == file.Sequence)
        {
            return proved.Offset;
        }

        return proved.Sequence > file.Sequence ? file.End : 0;
    }

    private void CheckFrames(LogFileScan file, long limit, bool isLast)
    {
        var log = file.ToLogFile();
        var isWhole = true;
        var last = default(FrameHeader);
        foreach (var header in file.Frames)
        {
            // Past the limit counts what hangs together: an opening will carry it over, or has done so.
            var isChained = header.Offset == last.End && (header.Offset == 0 || header.PreviousCrc == last.Crc);
            if (header.Offset >= limit && !(isLast && isChained))
            {
                return;
            }

            isWhole &= isChained;
            last = header;
            CheckFrame(log, header, file.Read(header), isWhole);
        }
    }

    private void CheckFrame(LogFile file, in FrameHeader header, byte[] frame, bool isWhole)
    {
        var start = FrameHeader.SizeBytes;
        if (header.Kind == FrameKind.Start)
        {
            LoadCatalog(file, frame, out start);
        }

        tally.FrameCount++;
        tally.SizeBytes += header.Length;
        try
        {
            var end = start;
            for (var i = 0; i < header.EntryCount; i++)
            {
                var entry = LogEntry.Read(frame.AsSpan(end));
                CheckEntry(file, header.Offset + end, entry, frame.AsMemory(end, entry.Length));
                end += entry.Length;
                if (!isWhole && entry.Kind == LogEntryKind.Copied)
                {
                    // Behind a damage too it tells which bytes of segments were durable.
                    _replay.Ranges.GetValueOrDefault(entry.Range)?.SetCopied(entry.Segments);
                }
            }

            if (isWhole)
            {
                _replay.Apply(file, header.Offset, frame, start, header.EntryCount);
            }
        }
        catch (InvalidDataException e)
        {
            tally.Add(file.Path, header.Offset, e.Message);
        }
    }

    private void LoadCatalog(LogFile file, byte[] frame, out int entriesOffset)
    {
        var (previous, _, catalog) = StartFrame.Read(frame, out entriesOffset);
        var before = _files.Find(other => other.Id == previous.File);
        if (before is { Breaks: [] } && before.End == previous.End && !_replay.Agrees(catalog))
        {
            tally.Add(file.Path, 0, "its catalog differs from what the files before it say");
        }

        _replay = new LogReplay();
        _replay.Load(catalog);
    }

    private void CheckEntry(LogFile file, long offset, in LogEntry entry, ReadOnlyMemory<byte> bytes)
    {
        if (entry.Kind == LogEntryKind.Moved)
        {
            CheckMoved(file, offset, bytes[LogEntry.MovedHeaderSizeBytes..]);
        }

        if (entry.Kind != LogEntryKind.Data)
        {
            return;
        }

        tally.LogRecordCount += entry.Count;
        var position = new LogPosition(file.Id.Sequence, offset);
        _lastRecords[entry.Range] =
            (Math.Max(_lastRecords.GetValueOrDefault(entry.Range).Lsn, entry.LastLsn), position);
        if (GroupCheck.Find(entry, bytes, readsRecords) is { } what)
        {
            tally.Add(file.Path, offset, what, entry.Range);
        }
        else
        {
            copies.Add(file, offset, entry, bytes.Span);
        }
    }

    // It is no record more: the group was counted where it was written first, or that file is gone.
    private void CheckMoved(LogFile file, long offset, ReadOnlyMemory<byte> data)
    {
        var entry = LogEntry.Read(data.Span);
        if (GroupCheck.Find(entry, data, readsRecords) is { } what)
        {
            tally.Add(file.Path, offset, what, entry.Range);
        }
    }

    private static bool IsEnd(in FrameHeader frame, in LogLink link) => frame.End == link.End && frame.Crc == link.Crc;
}
