using System.Globalization;
using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>Cuts the journal of one range, or the whole commit log, of a stopped data directory.</summary>
/// <remarks>
/// What is left of the commit log is written as one new file, which takes effect by one renaming: a crash leaves
/// everything as it was, or cut. What is taken away has a second name under a directory of its own before that.
/// </remarks>
public sealed class JournalTruncation : IDisposable
{
    private const string NewFileName = "truncated.new";

    private readonly StoppedDirectory _directory;
    private readonly SegmentDirectory _segments;
    private readonly OfflineLog _log;
    private readonly List<KeptRange> _kept = [];
    private readonly List<TruncatedRange> _lost = [];
    private readonly TruncationIndexes _indexes;

    /// <summary>Finds out what is left and what is lost; changes nothing.</summary>
    /// <exception cref="JournalCorruptedException">The log is damaged before the point.</exception>
    /// <exception cref="DataDirectoryException">
    /// The point is none, or what lies before it cannot be kept whole.
    /// </exception>
    public JournalTruncation(StoppedDirectory directory, TruncationPoint point, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(point);
        _directory = directory;
        _segments = new SegmentDirectory(directory.Files, directory.Path);
        var verifier = new LogVerifier(new VerificationTally(), new LogCopies(), readsRecords: false);
        verifier.Run(directory.Files, directory.LogDirectory, cancellationToken);
        _log = TruncationLog.Read(directory, point, verifier.LastRanges);
        _indexes = new TruncationIndexes(directory);
        try
        {
            Keep(point, verifier.LastRecords);
            Plan = new TruncationPlan(_lost, _kept.Count - _lost.Count(range => !range.IsGone), BackupPath());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What would be lost.</summary>
    public TruncationPlan Plan { get; }

    /// <summary>Carries the truncation out; durable on return.</summary>
    /// <exception cref="DataDirectoryException">The disk refuses: everything is as it was, or cut.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        try
        {
            SetAside();

            // Greater than that of any file, also of those behind the cut.
            var sequence = LogNames().Max(name => LogFile.TryParseName(name, out var used) ? used : 0) + 1;
            var log = _directory.LogDirectory;
            var path = Path.Combine(log, NewFileName);
            TruncatedLogWriter.Write(
                _directory.Disk, path, (sequence, _log.StoreId), _kept, cancellationToken);
            var before = LogNames();
            _directory.Disk.Rename(path, Path.Combine(log, LogFile.NameOf(sequence)));
            _directory.Disk.SyncDirectory(log);
            CleanUp(before);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"The journals could not be cut: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _indexes.Dispose();
        _log.Dispose();
    }

    // What was found is intact records anywhere, also behind a damage: what the truncation takes for good.
    private void Keep(
        TruncationPoint point, IReadOnlyDictionary<RangeId, (long Lsn, LogPosition Position)> found)
    {
        if (point.Range is { } wanted && _log.Find(wanted) is null)
        {
            throw new DataDirectoryException($"The data directory has no journal of range {wanted}.");
        }

        foreach (var range in _log.Ranges.Values.OrderBy(range => (range.Range.Stream.Value, range.Range.Number)))
        {
            var last = point.Range == range.Range ? point.LastLsn : range.LastLsn;
            if (last > range.LastLsn || last < range.FirstLsn - 1)
            {
                throw new DataDirectoryException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Range {range.Range} has records {range.FirstLsn} to {range.LastLsn}: it cannot be cut behind "
                    + $"{last}."));
            }

            var foundLsn = Math.Max(
                Math.Max(range.LastLsn, found.GetValueOrDefault(range.Range).Lsn), _indexes.AppliedLsn(range.Range));
            var isCut = !range.IsDeleting
                && (point.Range is { } only
                    ? only == range.Range && last < foundLsn
                    : last < foundLsn || HasNewerCopies(range));
            _kept.Add(new KeptRange(_log, _segments, range, last, isCut));
            if (isCut)
            {
                RequireWhole(range);
                _lost.Add(new TruncatedRange(range.Range, last, foundLsn, IsGone: false));
            }
        }

        if (point.Range is null)
        {
            // What has records before the point only was deleted there.
            var cut = new LogPosition(point.LogSequence, point.LogOffset);
            _lost.AddRange(found
                .Where(pair => _log.Find(pair.Key) is null && pair.Value.Position >= cut)
                .Select(pair => new TruncatedRange(pair.Key, 0, pair.Value.Lsn, IsGone: true)));
        }
    }

    // Index and checkpoints may hold what is cut off; only a whole journal makes others.
    private static void RequireWhole(RangeLog range)
    {
        if (range.IsTrimmed)
        {
            throw new DataDirectoryException(
                $"The journal of range {range.Range} is trimmed, so that no index could be made of what would be left: "
                + "restore the table from a backup.");
        }
    }

    private bool HasNewerCopies(RangeLog range)
    {
        try
        {
            SegmentReader.Verify(range, _segments, range.Segments, range.FirstLsn);
            return false;
        }
        catch (JournalCorruptedException)
        {
            // Copies of records that are not in the log any more, or damage, which shows when the rest is read.
            return true;
        }
    }

    private IReadOnlyList<string> LogNames() =>
        [.. _directory.Disk.ListFiles(_directory.LogDirectory).Where(name => LogFile.TryParseName(name, out _))];

    private string BackupPath()
    {
        for (var i = 1; ; i++)
        {
            var path = Path.Combine(_directory.Path, string.Create(CultureInfo.InvariantCulture, $"truncated-{i}.bak"));
            if (!_directory.Disk.DirectoryExists(path))
            {
                return path;
            }
        }
    }

    private void SetAside()
    {
        var backup = new TruncationBackup(_directory.Disk, _directory.Path, Plan.BackupDirectory);
        foreach (var name in LogNames())
        {
            backup.Keep(Path.Combine(_directory.LogDirectory, name));
        }

        foreach (var range in _kept)
        {
            foreach (var path in CutSegments(range))
            {
                backup.Keep(path);
            }
        }

        backup.Sync();
        foreach (var range in _lost)
        {
            _indexes.MoveTo(range.Range, Plan.BackupDirectory);
        }
    }

    private IEnumerable<string> CutSegments(KeptRange range)
    {
        if (!_lost.Exists(lost => lost.Range == range.Range.Range))
        {
            return [];
        }

        var directory = Path.GetDirectoryName(_segments.PathOf(range.Range.Range, 1))!;
        return _directory.Disk.DirectoryExists(directory)
            ? _directory.Disk.ListFiles(directory)
                .Where(name => SegmentDirectory.TryParseName(name, out var number) && number > range.Segments.Number)
                .Select(name => Path.Combine(directory, name))
                .ToList()
            : [];
    }

    private void CleanUp(IReadOnlyList<string> before)
    {
        foreach (var path in _kept.SelectMany(CutSegments).ToList())
        {
            _directory.Disk.Delete(path);
        }

        foreach (var name in before)
        {
            _directory.Disk.Delete(Path.Combine(_directory.LogDirectory, name));
        }

        _directory.Disk.SyncDirectory(_directory.LogDirectory);
    }
}
