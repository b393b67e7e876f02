using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>Starts a store on what a crash has left, and says what came of it.</summary>
internal static class CrashCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Opens the store, compares, and closes it.</summary>
    /// <returns>The outcome, with the problem if there is one.</returns>
    public static async Task<(FaultOutcome Outcome, string Problem)> RunAsync(
        SimulatedDisk disk, JournalLedger ledger)
    {
        var before = ledger.Entries;
        try
        {
            await using var store = FileJournalStore.Open(
                FaultRanges.Options(), TimeProvider.System, NullLogger.Instance, disk);
            await JournalAudit.RunAsync(store, new FaultCheckpoints(disk, ledger), ledger).WaitAsync(Patience);
            return (OutcomeOf(before, ledger.Entries), "");
        }
        catch (LedgerViolationException e)
        {
            return (FaultOutcome.Lost, e.Message);
        }
        catch (JournalCorruptedException e)
        {
            return (FaultOutcome.Refused, $"{e.File} at {e.Position}: {e.Message}");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return (FaultOutcome.Failed, e.ToString());
        }
    }

    private static FaultOutcome OutcomeOf(
        ImmutableSortedDictionary<long, RangeEntry> before, ImmutableSortedDictionary<long, RangeEntry> after)
    {
        var isDropped = false;
        var isKept = false;
        foreach (var (number, entry) in before)
        {
            var found = after.GetValueOrDefault(number);
            isDropped |= found is null ? entry.Phase == RangePhase.Creating : found.Groups.Count < entry.Groups.Count;
            isKept |= entry.Phase != RangePhase.Present || found!.Groups.Count > entry.Acknowledged;
        }

        return isDropped ? FaultOutcome.Dropped : isKept ? FaultOutcome.Kept : FaultOutcome.Complete;
    }
}
