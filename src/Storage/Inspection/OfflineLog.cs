using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>The commit log of a stopped data directory as the next opening will see it; nothing is changed.</summary>
internal sealed class OfflineLog : IDisposable
{
    private readonly IFileLayer _files;
    private readonly RecoveredLog _recovered;
    private readonly List<LogFile> _opened = [];

    private OfflineLog(IFileLayer files, RecoveredLog recovered, LogRecovery recovery)
    {
        _files = files;
        _recovered = recovered;
        TornTail = recovery.TornTail;
        _opened.AddRange(recovered.Files);
        ApplyCarried();
        foreach (var known in recovery.KnownCopies.Values)
        {
            ApplyKnown(known);
        }
    }

    /// <summary>Identity of the data directory.</summary>
    public Guid StoreId => _recovered.StoreId;

    /// <summary>Up to where the log is proved durable.</summary>
    public LogPosition Proved => _recovered.Previous.Position;

    /// <summary>The first byte that does not count, if anything was written there.</summary>
    public (string Path, long Offset)? TornTail { get; }

    /// <summary>A number greater than that of any file.</summary>
    public long NextSequence => _recovered.NextSequence;

    /// <summary>The ranges, what is intact but not proved included.</summary>
    public IReadOnlyDictionary<RangeId, RangeLog> Ranges => _recovered.Replay.Ranges;

    /// <summary>Reads the log by the open rule.</summary>
    /// <returns><see langword="null"/> if there never was one.</returns>
    /// <exception cref="JournalCorruptedException">Acknowledged bytes are missing or damaged.</exception>
    public static OfflineLog? Read(IFileLayer files, string logDirectory) =>
        Read(files, logDirectory, new Dictionary<RangeId, RangeLog>());

    /// <summary>Reads a log that is cut off, where it is known what segments hold beyond the cut.</summary>
    /// <returns><see langword="null"/> if nothing of it is left.</returns>
    public static OfflineLog? Read(
        IFileLayer files, string logDirectory, IReadOnlyDictionary<RangeId, RangeLog> knownCopies)
    {
        var recovery = new LogRecovery(files, logDirectory) { KnownCopies = knownCopies };
        return recovery.Run() is { } recovered ? new OfflineLog(files, recovered, recovery) : null;
    }

    /// <summary>The range's state, when the directory has a journal of it.</summary>
    public RangeLog? Find(RangeId range) => Ranges.GetValueOrDefault(range);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _opened)
        {
            file.File.Dispose();
        }
    }

    // What an opening carries over into its new file is read here where it is.
    private void ApplyCarried()
    {
        var link = _recovered.Previous;
        if (_opened.Find(file => file.Id == link.File) is { } last)
        {
            var scanner = new LogFileScanner(last.File, last.Path, last.Id.Sequence);
            scanner.TryReadStart(out _, out _);
            link = ApplyFrames(last, scanner, link);
        }

        foreach (var path in _recovered.Leftovers)
        {
            if (LogFile.TryParseName(Path.GetFileName(path), out var sequence)
                && sequence > link.File.Sequence
                && TryApplyFile(path, sequence, link))
            {
                return;
            }
        }
    }

    // Segments are flushed before the log says so: what it says behind a cut is true as well,
    // and these records are kept.
    private void ApplyKnown(RangeLog known)
    {
        if (Find(known.Range) is { } range
            && range.JournalId == known.JournalId
            && known.Segments.LastLsn > range.Segments.LastLsn)
        {
            range.SetCopied(known.Segments);
            range.LastLsn = Math.Max(range.LastLsn, known.Segments.LastLsn);
            range.Epoch = Math.Max(range.Epoch, known.Epoch);
        }
    }

    private bool TryApplyFile(string path, long sequence, LogLink link)
    {
        var file = _files.Open(path);
        var scanner = new LogFileScanner(file, path, sequence);
        if (!scanner.TryReadStart(out var header, out var frame)
            || StartFrame.Read(frame, out var entriesOffset).Previous != link)
        {
            file.Dispose();
            return false;
        }

        var opened = new LogFile(file, path, scanner.Id, scanner.Length);
        _opened.Add(opened);
        _recovered.Replay.Apply(opened, 0, frame, entriesOffset, header.EntryCount);
        ApplyFrames(opened, scanner, new LogLink(scanner.Id, header.End, header.Crc));
        return true;
    }

    private LogLink ApplyFrames(LogFile file, LogFileScanner scanner, LogLink link)
    {
        while (scanner.TryReadFrame(link.End, out var header, out var frame) && header.PreviousCrc == link.Crc)
        {
            _recovered.Replay.Apply(file, header.Offset, frame, FrameHeader.SizeBytes, header.EntryCount);
            link = new LogLink(file.Id, header.End, header.Crc);
        }

        return link;
    }
}
