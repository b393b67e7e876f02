using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>
/// Checks every frame of the commit log and every chunk of the segments of a stopped data directory, needed by a server
/// or not, and changes nothing.
/// </summary>
public sealed class JournalVerifier(StoppedDirectory directory)
{
    /// <summary>Whether records are read too; tests of the journal write records that mean nothing.</summary>
    internal bool ReadsRecords { get; init; } = true;

    /// <summary>Checks the commit log, and the segments of ranges.</summary>
    /// <param name="ranges">The ranges whose segments are checked; empty for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DataDirectoryException">The disk refuses to read, or a range has no journal here.</exception>
    public JournalReport Verify(IReadOnlyCollection<RangeId> ranges, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        try
        {
            return VerifyAll(ranges, cancellationToken);
        }
        catch (NotSupportedException e)
        {
            // Files of a version that this program does not know.
            throw new DataDirectoryException(e.Message, e);
        }
    }

    private JournalReport VerifyAll(IReadOnlyCollection<RangeId> ranges, CancellationToken cancellationToken)
    {
        var tally = new VerificationTally();
        var copies = new LogCopies();
        var logs = new LogVerifier(tally, copies, ReadsRecords);
        logs.Run(directory.Files, directory.LogDirectory, cancellationToken);
        using var log = Recover(tally, out var opens);
        var known = log?.Ranges ?? logs.LastRanges;
        foreach (var range in Select(known, ranges))
        {
            VerifySegments(range, tally, copies, isRecovered: log is not null, cancellationToken);
        }

        return new JournalReport
        {
            Damages = [.. tally.Damages.Select(damage => damage with { IsRedundant = opens && IsOfLog(damage) })],
            TornTail = log?.TornTail,
            RangeCount = known.Count,
            LogFileCount = logs.FileCount,
            FrameCount = tally.FrameCount,
            SegmentCount = tally.SegmentCount,
            LogRecordCount = tally.LogRecordCount,
            SegmentRecordCount = tally.SegmentRecordCount,
            ComparedGroupCount = tally.ComparedGroupCount,
            SizeBytes = tally.SizeBytes,
        };
    }

    // The open rule itself has the last word on what a server would refuse.
    private OfflineLog? Recover(VerificationTally tally, out bool opens)
    {
        try
        {
            var log = OfflineLog.Read(directory.Files, directory.LogDirectory);
            opens = true;
            var segments = new SegmentDirectory(directory.Files, directory.Path).Root;
            if (log is null && directory.Files.DirectoryExists(segments)
                && directory.Files.ListDirectories(segments).Count > 0)
            {
                opens = false;
                tally.Add(
                    directory.LogDirectory, 0, "the commit log is missing, but there are files of ranges");
            }

            return log;
        }
        catch (JournalCorruptedException e)
        {
            opens = false;
            tally.Add(e, range: null);
            return null;
        }
    }

    private static IEnumerable<RangeLog> Select(
        IReadOnlyDictionary<RangeId, RangeLog> known, IReadOnlyCollection<RangeId> wanted)
    {
        if (wanted.Count == 0)
        {
            return known.Values.OrderBy(range => (range.Range.Stream.Value, range.Range.Number));
        }

        return wanted.Select(id => known.TryGetValue(id, out var range)
            ? range
            : throw new DataDirectoryException($"The data directory has no journal of range {id}."));
    }

    private void VerifySegments(
        RangeLog range,
        VerificationTally tally,
        LogCopies copies,
        bool isRecovered,
        CancellationToken cancellationToken)
    {
        if (range.IsDeleting)
        {
            return;
        }

        var segments = new SegmentDirectory(directory.Files, directory.Path);
        new SegmentVerifier(range, segments, tally, copies, ReadsRecords).Run(cancellationToken);
        if (!isRecovered)
        {
            // Where the log breaks off, what segments hold beyond it says nothing new.
            return;
        }

        try
        {
            SegmentReader.Verify(range, segments, range.Segments, range.FirstLsn);
        }
        catch (JournalCorruptedException e)
        {
            tally.Add(e, range.Range);
        }
    }

    private bool IsOfLog(JournalDamage damage) =>
        damage.File.StartsWith(directory.LogDirectory, StringComparison.Ordinal);
}
