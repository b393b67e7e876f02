using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.CommitLog;

/// <summary>The open rule: which frames count, and whether what was acknowledged is all there.</summary>
/// <remarks>
/// V is the end of the unbroken chain of frames, E the greatest position that anything on disk proves to have been
/// durable. V before E is corruption; what lies past V is a torn tail. Reads only: a failed opening changes nothing.
/// </remarks>
internal sealed class LogRecovery(IFileLayer files, string directory)
{
    private readonly SortedDictionary<long, LogFileScanner> _scanners = [];
    private readonly Dictionary<long, (IDurableFile File, LogLink Previous)> _opened = [];
    private string? _brokenOff;

    /// <summary>The first byte that does not count, if anything was written there.</summary>
    public (string Path, long Offset)? TornTail { get; private set; }

    /// <summary>
    /// What is known to be in segments though the log does not say so, because it is read as if it were cut.
    /// </summary>
    public IReadOnlyDictionary<RangeId, RangeLog> KnownCopies { get; init; } = new Dictionary<RangeId, RangeLog>();

    /// <summary>Reads the log.</summary>
    /// <returns><see langword="null"/> if there never was one.</returns>
    /// <exception cref="JournalCorruptedException">Acknowledged bytes are missing or damaged.</exception>
    public RecoveredLog? Run()
    {
        try
        {
            return OpenScanners() ? Recover() : null;
        }
        catch
        {
            CloseExcept([]);
            throw;
        }
    }

    private RecoveredLog? Recover()
    {
        var proved = default(LogPosition);
        if (FindLastStarted(ref proved) is not { } last)
        {
            var first = _scanners.First();
            if (first.Key == 1 && _scanners.Count == 1 && proved == default)
            {
                CloseExcept([]);
                return null;
            }

            throw Corrupted(first.Value.Path, 0, "its first frame is damaged");
        }

        if (proved.Sequence > last)
        {
            throw Corrupted(_scanners[proved.Sequence].Path, 0, "its first frame is damaged");
        }

        var chain = WalkBack(last);
        var tail = new LogTail(_scanners[last], _opened[last].Previous, proved);
        if (tail.Valid < tail.Proved)
        {
            throw Corrupted(_scanners[last].Path, tail.Valid.Offset, "a frame that was durable is damaged");
        }

        TornTail = tail.IsTorn ? (_scanners[last].Path, tail.Valid.Offset) : null;
        return Replay(chain, tail);
    }

    private bool OpenScanners()
    {
        foreach (var name in files.ListFiles(directory))
        {
            if (LogFile.TryParseName(name, out var sequence))
            {
                var path = Path.Combine(directory, name);
                var file = files.Open(path);
                _opened.Add(sequence, (file, default));
                _scanners.Add(sequence, new LogFileScanner(file, path, sequence));

                // A file gets its name when it has its size, which is a whole number of pages.
                if (file.Length == 0 || file.Length % FrameHeader.AlignmentBytes != 0)
                {
                    throw Corrupted(path, file.Length, "the file is cut off");
                }
            }
        }

        return _scanners.Count > 0;
    }

    private long? FindLastStarted(ref LogPosition proved)
    {
        foreach (var (sequence, scanner) in _scanners.Reverse())
        {
            if (TryStart(sequence))
            {
                return sequence;
            }

            // Frames behind a damaged start still tell whether it was ever durable.
            proved = LogPosition.Max(proved, LogTail.ScanMarks(scanner, FrameHeader.AlignmentBytes, out _));
        }

        return null;
    }

    private bool TryStart(long sequence)
    {
        if (!_scanners[sequence].TryReadStart(out _, out var frame))
        {
            return false;
        }

        var scanner = _scanners[sequence];
        if (scanner.Length < StartFrame.ReadFileSize(frame))
        {
            throw Corrupted(scanner.Path, scanner.Length, "the file is cut off");
        }

        _opened[sequence] = (_opened[sequence].File, StartFrame.Read(frame, out _).Previous);
        return true;
    }

    private List<long> WalkBack(long last)
    {
        var chain = new List<long> { last };
        for (var link = _opened[last].Previous; link.File.Sequence != 0; link = _opened[chain[^1]].Previous)
        {
            var sequence = link.File.Sequence;
            if (!_scanners.TryGetValue(sequence, out var scanner)
                || !TryStart(sequence)
                || scanner.Salt != link.File.Salt)
            {
                // Older files may be gone, or be on their way out; Replay finds out whether anyone misses them.
                _brokenOff = Path.Combine(directory, LogFile.NameOf(sequence));
                break;
            }

            chain.Add(sequence);
        }

        chain.Reverse();
        return chain;
    }

    private RecoveredLog Replay(List<long> chain, LogTail tail)
    {
        var replay = new LogReplay();
        var kept = new List<LogFile>();
        var storeId = Guid.Empty;
        var oldest = new List<CatalogEntry>();
        for (var i = 0; i < chain.Count; i++)
        {
            var scanner = _scanners[chain[i]];
            var end = i == chain.Count - 1 ? tail.ProvedLink : _opened[chain[i + 1]].Previous;
            var file = new LogFile(_opened[chain[i]].File, scanner.Path, scanner.Id, scanner.Length);
            var frames = new LogFileReplay(replay, file, scanner, end);
            var catalog = frames.LoadStart(isFirst: i == 0, out storeId);
            oldest = i == 0 ? catalog : oldest;
            if (frames.HasProved)
            {
                frames.ReplayRest();
                kept.Add(file);
            }
        }

        var carried = tail.ReadCarried(out var carriedCount);
        RequireCovered(replay, oldest, CopiedIn(carried));
        CloseExcept(kept);
        return new RecoveredLog
        {
            StoreId = storeId,
            Replay = replay,
            Files = kept,
            Previous = tail.ProvedLink,
            Carried = carried,
            CarriedCount = carriedCount,
            NextSequence = _scanners.Keys.Max() + 1,
            Leftovers = [.. _scanners.Where(pair => !kept.Exists(file => file.Id.Sequence == pair.Key))
                .Select(pair => pair.Value.Path)],
        };
    }

    // Everything that the oldest catalog knows must be in segments, given up or moved by now, for the files
    // that held it are not here.
    private void RequireCovered(LogReplay replay, List<CatalogEntry> oldest, Dictionary<RangeId, long> copied)
    {
        foreach (var entry in oldest)
        {
            if (replay.Ranges.TryGetValue(entry.Range, out var range)
                && range.JournalId == entry.JournalId
                && !range.IsDeleting
                && !range.Extents.Cover(CoveredLsn(range, copied), entry.LastLsn)
                && !(KnownCopies.GetValueOrDefault(entry.Range) is { } known
                    && known.JournalId == entry.JournalId
                    && known.Segments.LastLsn >= entry.LastLsn))
            {
                throw Corrupted(
                    _brokenOff ?? directory,
                    0,
                    $"this file of the commit log is missing or damaged, and holds records of range {range.Range}");
            }
        }
    }

    private static long CoveredLsn(RangeLog range, Dictionary<RangeId, long> copied) => Math.Max(
        Math.Max(range.Segments.LastLsn, range.FirstLsn - 1), copied.GetValueOrDefault(range.Range));

    // An intact Copied, Trim or Delete is true before it is proved: the segment was flushed before it was written, and
    // what is given up is not missed.
    private static Dictionary<RangeId, long> CopiedIn(ReadOnlySpan<byte> carried)
    {
        var copied = new Dictionary<RangeId, long>();
        while (!carried.IsEmpty)
        {
            var entry = LogEntry.Read(carried);
            carried = carried[entry.Length..];
            long? covered = entry.Kind switch
            {
                LogEntryKind.Copied => entry.Segments.LastLsn,
                LogEntryKind.Trim => entry.FirstLsn - 1,
                LogEntryKind.Delete => long.MaxValue,
                _ => null,
            };
            if (covered is { } lastLsn)
            {
                copied[entry.Range] = Math.Max(lastLsn, copied.GetValueOrDefault(entry.Range));
            }
        }

        return copied;
    }

    private void CloseExcept(List<LogFile> kept)
    {
        foreach (var (sequence, opened) in _opened)
        {
            if (!kept.Exists(file => file.Id.Sequence == sequence))
            {
                opened.File.Dispose();
            }
        }
    }

    private static TableException Corrupted(string path, long offset, string what) =>
        Faults.JournalCorrupted(path, offset, what).ToException();
}
