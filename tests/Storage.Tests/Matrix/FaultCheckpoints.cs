using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Tests.Checkpoints;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>
/// The checkpoints of one life of a store, on the disk of its journals; taken as an engine takes them.
/// </summary>
internal sealed class FaultCheckpoints(IFileLayer files, JournalLedger ledger)
{
    private const string Root = $"{FaultRanges.Data}/checkpoints";
    private const string Work = $"{FaultRanges.Data}/index/work";
    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    private readonly CheckpointTools _tools = CheckpointScript.Tools(files, new LocalCheckpointStore(Root, files));

    /// <summary>The disk.</summary>
    public IFileLayer Files => files;

    /// <summary>Breaks a rule: what the next checkpoint would allow to be trimmed goes before there is one.</summary>
    public bool TrimsTooEarly { get; init; }

    /// <summary>Whether a range has objects, of whichever journal.</summary>
    public bool HasAny(long number) =>
        files.DirectoryExists($"{Root}/{CheckpointNames.OfRange(FaultRanges.Id(number))}".TrimEnd('/'));

    /// <summary>Removes all checkpoints of a range.</summary>
    public void Delete(long number) => _tools.Store.DeleteAll(CheckpointNames.OfRange(FaultRanges.Id(number)), default);

    /// <summary>Takes a checkpoint of all that was acknowledged, trims the journal by it, and collects.</summary>
    public async Task TakeAsync(IRangeJournal journal)
    {
        var number = journal.Range.Number;
        var entry = ledger.Entries[number];
        var lsn = RangeImage.LastLsn(entry);
        if (lsn == 0 || entry.Kept.Contains(lsn))
        {
            return;
        }

        var names = NamesOf(journal);
        var directory = $"{Work}/checkpoint-{number}";
        MakeWork();
        var image = RangeImage.Write(files, directory, journal, entry);
        var before = CheckpointCatalog.Load(_tools.Store, names, default);
        if (TrimsTooEarly && entry.Kept.Count > 0)
        {
            await TrimAsync(journal, entry.Kept[0]);
        }

        new CheckpointWriter(_tools, names, journal.Epoch, verifiesReused: true).Write(image, before, None, default);
        ledger.Update(number, now => now with { Kept = [lsn, .. now.Kept.Take(1)] });
        var after = CheckpointCatalog.Load(_tools.Store, names, default);
        await NoteAsync(journal, after);
        new CheckpointCollector(_tools.Store, names, journal.Epoch, () => !journal.IsFenced)
            .Collect(after, None, default);
        files.DeleteDirectory(directory);
        files.SyncDirectory(Work);
    }

    /// <summary>
    /// Compares what is there with what must be, restores every checkpoint that seems whole, and trims as an engine
    /// does that opens the range.
    /// </summary>
    /// <exception cref="LedgerViolationException">
    /// A checkpoint is gone, or is not what it says, or none helps.
    /// </exception>
    public async Task AuditAsync(IRangeJournal journal)
    {
        var number = journal.Range.Number;
        var entry = ledger.Entries[number];
        if (entry.Kept.IsEmpty && !HasAny(number))
        {
            return;
        }

        var listing = CheckpointCatalog.Load(_tools.Store, NamesOf(journal), default);
        Require(CheckpointRecovery.Contradiction(listing, journal)?.Message, number);
        foreach (var checkpoint in listing.Checkpoints.Where(found => found.IsUsable))
        {
            Require(FindProblem(checkpoint, NamesOf(journal), entry), number);
        }

        var usable = listing.Checkpoints.Where(found => found.IsUsable).Select(found => found.Lsn).ToHashSet();
        if (entry.Kept.FirstOrDefault(lsn => !usable.Contains(lsn)) is var missing and not 0)
        {
            var problem = listing.Checkpoints.FirstOrDefault(found => found.Lsn == missing)?.Problem ?? "it is gone";
            Require($"the checkpoint at {missing}: {problem}", number);
        }

        var kept = listing.Kept(None).Select(found => found.Lsn).ToList();
        if (!entry.Kept.IsEmpty && journal.IsTrimmed && (kept.Count < 2 || kept[^1] < journal.FirstLsn - 1))
        {
            Require($"begins at {journal.FirstLsn}, with checkpoints at {string.Join(", ", kept)} only", number);
        }

        await NoteAsync(journal, listing);
    }

    private static CheckpointNames NamesOf(IRangeJournal journal) => new(journal.Range, journal.JournalId);

    private static void Require(string? problem, long number)
    {
        if (problem is not null)
        {
            throw new LedgerViolationException($"range {number}: {problem}");
        }
    }

    private string? FindProblem(StoredCheckpoint checkpoint, CheckpointNames names, RangeEntry entry)
    {
        var directory = $"{Work}/restore-{entry.JournalId}";
        MakeWork();
        try
        {
            new CheckpointRestorer(_tools, names, filesAtOnce: 1).Restore(checkpoint.Manifest!, directory, default);
            return RangeImage.FindProblem(files, directory, entry, checkpoint.Lsn) is { } problem
                ? $"the checkpoint at {checkpoint.Lsn} was restored, but {problem}"
                : null;
        }
        catch (InvalidDataException e)
        {
            return $"the checkpoint at {checkpoint.Lsn}: {e.Message}";
        }
        finally
        {
            files.DeleteDirectory(directory);
        }
    }

    // Whether names of work survive says nothing: they are made durable, so that fewer states are to be tried.
    private void MakeWork()
    {
        if (!files.DirectoryExists(Work))
        {
            files.CreateDirectory(Work);
            files.SyncDirectory(Path.GetDirectoryName(Work)!);
            files.SyncDirectory(FaultRanges.Data);
        }
    }

    private async Task NoteAsync(IRangeJournal journal, CheckpointListing listing)
    {
        var kept = listing.Kept(None).Select(found => found.Lsn).ToList();
        ledger.Update(journal.Range.Number, entry => entry with { Kept = [.. kept] });
        if (kept.Count == CheckpointListing.KeptCount)
        {
            await TrimAsync(journal, kept[^1]);
        }
    }

    private async Task TrimAsync(IRangeJournal journal, long upToLsn)
    {
        if (journal.FirstLsn <= upToLsn)
        {
            await ledger.TrimAsync(journal, upToLsn + 1);
        }
    }
}
