using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>
/// Compares the indexes of a stopped data directory with what their journals lead to; changes nothing.
/// </summary>
public sealed class IndexVerifier : IDisposable
{
    private readonly ReadOnlyFileLayer _files;
    private readonly JournalInspector _journals;
    private readonly IndexEnvironment _environment;
    private readonly string _temporaryDirectory;

    /// <summary>Makes a verifier.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="journals">Its journals.</param>
    /// <param name="temporaryDirectory">Where there is room for as much as the largest index holds.</param>
    public IndexVerifier(StoppedDirectory directory, JournalInspector journals, string temporaryDirectory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _files = directory.Files;
        _journals = journals;
        _temporaryDirectory = temporaryDirectory;
        _environment = new IndexEnvironment(new StorageOptions { DataDirectory = directory.Path });
    }

    /// <summary>Compares one range's index, up to the record that it holds, entry by entry.</summary>
    /// <param name="range">A range that has a journal here.</param>
    /// <param name="whenDifferent">Told of every key that differs, in the index's order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalCorruptedException">The journal itself is damaged: verify that first.</exception>
    /// <exception cref="DataDirectoryException">
    /// The disk refuses to read, or to write to the temporary place.
    /// </exception>
    public IndexReport Verify(
        RangeId range, Action<IndexDifference> whenDifferent, CancellationToken cancellationToken)
    {
        var log = _journals.Find(range);
        var report = new IndexReport
        {
            Range = range,
            // RocksDB would tell what one may not read as damage.
            Exists = _files.IsReadableDirectory(_environment.DirectoryOf(range)),
            FirstLsn = log.FirstLsn,
            LastLsn = log.LastLsn,
            Problems = [],
        };
        if (!report.Exists || log.IsDeleting)
        {
            return log.IsTrimmed && !log.IsDeleting
                ? report with { Problems = [$"it is missing, and the journal begins at {log.FirstLsn}"] }
                : report;
        }

        try
        {
            using var index = RocksDatabase.OpenReadOnly(_environment.DirectoryOf(range), _environment.Options);
            return Verify(index, log, report, whenDifferent, cancellationToken);
        }
        catch (RocksException e)
        {
            return report with { Problems = [$"RocksDB cannot read it: {e.Message}"] };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"The index of range {range} cannot be compared: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _environment.Dispose();

    private IndexReport Verify(
        RocksDatabase index,
        RangeLog log,
        IndexReport report,
        Action<IndexDifference> whenDifferent,
        CancellationToken cancellationToken)
    {
        if (ReadMeta(index, out var problem) is not { } meta)
        {
            return IsEmpty(index) && !log.IsTrimmed
                ? report with { Exists = false }
                : report with { Problems = [problem] };
        }

        report = report with { AppliedLsn = meta.AppliedLsn };
        if (meta.Range != log.Range || meta.JournalId != log.JournalId)
        {
            return report with { Problems = ["it belongs to another journal"] };
        }

        if (meta.AppliedLsn > log.LastLsn)
        {
            return report with
            {
                Problems = [$"it holds record {meta.AppliedLsn}, but the journal ends at {log.LastLsn}"],
            };
        }

        if (meta.AppliedLsn < log.FirstLsn - 1)
        {
            return report with
            {
                Problems = [$"it ends at record {meta.AppliedLsn}, before the journal begins at {log.FirstLsn}"],
            };
        }

        var keyType = IndexComparison.GuessKeyType(index);
        using var effects = new ReplayedEffects(_temporaryDirectory, keyType, _environment);
        effects.Replay(_journals.ReaderOf(log).Read(log.FirstLsn), meta.AppliedLsn, cancellationToken);
        var problems = CompareMeta(meta, log, effects);
        var comparison = new IndexComparison(keyType, log.IsTrimmed ? log.FirstLsn : 0, whenDifferent);
        comparison.Run(index, effects, cancellationToken);
        return report with
        {
            Problems = problems,
            KeyCount = comparison.KeyCount,
            DifferenceCount = comparison.DifferenceCount,
            UnverifiableCount = comparison.UnverifiableCount,
        };
    }

    // What a crash leaves of an index that was never flushed: a server begins it anew.
    private static bool IsEmpty(RocksDatabase index)
    {
        using var keys = index.CreateIterator();
        return !keys.SeekToFirst();
    }

    private static IndexMeta? ReadMeta(RocksDatabase index, out string problem)
    {
        problem = "it does not say what it is of";
        try
        {
            using var value = index.GetPinned(IndexKey.Meta);
            return value.IsFound ? IndexMeta.Read(value.Span) : null;
        }
        catch (InvalidDataException e)
        {
            problem = e.Message;
            return null;
        }
    }

    private static List<string> CompareMeta(in IndexMeta meta, RangeLog log, ReplayedEffects effects)
    {
        var problems = new List<string>();
        var hasRecords = meta.AppliedLsn >= log.FirstLsn;
        if (hasRecords && meta.AppliedChecksum != effects.LastChecksum)
        {
            problems.Add($"it was made from another record {meta.AppliedLsn} than the journal holds");
        }

        if (hasRecords && meta.LastCommitMs != effects.LastCommitMs && !log.IsTrimmed)
        {
            problems.Add($"its last commit time is {meta.LastCommitMs}, that of the journal {effects.LastCommitMs}");
        }

        return problems;
    }
}
