using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Compares what an opened store has with what it may and must have.</summary>
internal static class JournalAudit
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Opens every range and compares. What is found is sure from now on, for it was served.</summary>
    /// <exception cref="LedgerViolationException">Something is missing, altered, in disorder, or too much.</exception>
    public static async Task<Dictionary<long, IRangeJournal>> RunAsync(
        FileJournalStore store, FaultCheckpoints checkpoints, JournalLedger ledger)
    {
        var listed = store.ListRanges().Select(range => range.Number).ToHashSet();
        if (listed.FirstOrDefault(number => ledger.Find(number) is null) is var unknown and not 0)
        {
            throw new LedgerViolationException($"range {unknown} is there, but it was deleted or never made");
        }

        var journals = new Dictionary<long, IRangeJournal>();
        foreach (var (number, entry) in ledger.Entries)
        {
            // A deletion that has begun with the checkpoints is only ever gone on with.
            if (listed.Contains(number) && entry is not { Phase: RangePhase.Deleting, Kept.IsEmpty: false })
            {
                journals.Add(number, await OpenAsync(store, checkpoints, ledger, number));
            }
            else
            {
                await RequireGoneAsync(store, checkpoints, ledger, number);
            }
        }

        return journals;
    }

    /// <summary>Opens a range that exists.</summary>
    public static async Task<IRangeJournal> OpenAsync(
        FileJournalStore store, FaultCheckpoints checkpoints, JournalLedger ledger, long number)
    {
        var entry = ledger.Entries[number];
        var journal = await store.OpenAsync(FaultRanges.Id(number), entry.JournalId, None);
        if (journal.Epoch <= entry.Epoch)
        {
            throw new LedgerViolationException(
                $"epoch {journal.Epoch} of range {number} was handed out, though {entry.Epoch} was before");
        }

        RequireFirst(number, entry, journal.FirstLsn);
        var count = Compare(number, entry, journal);
        ledger.Set(number, entry with
        {
            Phase = RangePhase.Present,
            Groups = entry.Groups.RemoveRange(count, entry.Groups.Count - count),
            Acknowledged = count,
            Epoch = journal.Epoch,
            TrimmedLsn = journal.FirstLsn,
            TrimAskedLsn = journal.FirstLsn,
        });
        await checkpoints.AuditAsync(journal);
        return journal;
    }

    private static void RequireFirst(long number, RangeEntry entry, long firstLsn)
    {
        var asked = entry.Groups.IsEmpty ? entry.TrimAskedLsn : Math.Max(entry.TrimAskedLsn, entry.Groups[0].FirstLsn);
        if (firstLsn < entry.TrimmedLsn || firstLsn > asked)
        {
            throw new LedgerViolationException(
                $"range {number} begins at {firstLsn}; trimmed to {entry.TrimmedLsn}, asked for {entry.TrimAskedLsn}");
        }
    }

    /// <returns>How many of the groups are there, those that were trimmed included.</returns>
    private static int Compare(long number, RangeEntry entry, IRangeJournal journal)
    {
        var first = journal.FirstLsn;
        var trimmed = entry.Groups.Count(group => group.LastLsn < first);
        var found = new List<GroupDigest>();
        using var reader = journal.OpenReader(first);
        while (reader.TryRead(out var group))
        {
            found.Add(GroupDigest.Of(group));
        }

        var count = trimmed + found.Count;
        if (count < entry.Acknowledged)
        {
            throw new LedgerViolationException(
                $"range {number} has {count} groups, but {entry.Acknowledged} were acknowledged");
        }

        if (count > entry.Groups.Count || !found.SequenceEqual(entry.Groups.Skip(trimmed).Take(found.Count)))
        {
            throw new LedgerViolationException($"range {number} has other groups than it was given");
        }

        return count;
    }

    private static async Task RequireGoneAsync(
        FileJournalStore store, FaultCheckpoints checkpoints, JournalLedger ledger, long number)
    {
        var entry = ledger.Entries[number];
        if (entry.Phase == RangePhase.Present)
        {
            throw new LedgerViolationException(
                $"range {number} is gone with {entry.Acknowledged} groups that were acknowledged");
        }

        // What was begun is finished when asked for again.
        checkpoints.Delete(number);
        await store.DeleteAsync(FaultRanges.Id(number), None);
        if (checkpoints.Files.DirectoryExists(FaultRanges.DirectoryOf(number)) || checkpoints.HasAny(number))
        {
            throw new LedgerViolationException($"range {number} was deleted, but its files are there");
        }

        ledger.Remove(number);
    }
}
