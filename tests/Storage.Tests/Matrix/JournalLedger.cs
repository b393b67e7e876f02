using System.Collections.Immutable;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>How sure it is that a range exists.</summary>
internal enum RangePhase
{
    Creating,
    Present,
    Deleting,
}

/// <summary>What tells one group from every other.</summary>
internal readonly record struct GroupDigest(long FirstLsn, int Count, uint Checksum)
{
    public long LastLsn => FirstLsn + Count - 1;

    public static GroupDigest Of(RecordGroup group) =>
        new(group.FirstLsn, group.Count, Files.Checksum.Of(group.Bytes.Span));
}

/// <summary>What is known of one range.</summary>
/// <param name="JournalId">Its journal.</param>
/// <param name="Phase">Whether it exists.</param>
/// <param name="Groups">All that was handed to the journal and not refused, in order.</param>
/// <param name="Acknowledged">How many of them were acknowledged.</param>
/// <param name="Epoch">The greatest epoch that was handed out.</param>
internal sealed record RangeEntry(
    Guid JournalId, RangePhase Phase, ImmutableList<GroupDigest> Groups, int Acknowledged, long Epoch)
{
    /// <summary>Records below this one were given up, and that was acknowledged.</summary>
    public long TrimmedLsn { get; init; } = 1;

    /// <summary>Records below this one were to be given up.</summary>
    public long TrimAskedLsn { get; init; } = 1;

    /// <summary>The checkpoints, the newest first, which must be there until newer ones are acknowledged.</summary>
    public ImmutableList<long> Kept { get; init; } = [];
}

/// <summary>
/// What a store was told and what it acknowledged. Safe for use by many threads; its state at any moment is a value.
/// </summary>
internal sealed class JournalLedger(ImmutableSortedDictionary<long, RangeEntry> entries)
{
    private ImmutableSortedDictionary<long, RangeEntry> _entries = entries;

    public JournalLedger()
        : this(ImmutableSortedDictionary<long, RangeEntry>.Empty)
    {
    }

    /// <summary>The ranges by their numbers, as of now.</summary>
    public ImmutableSortedDictionary<long, RangeEntry> Entries => Volatile.Read(ref _entries);

    public RangeEntry? Find(long number) => Entries.GetValueOrDefault(number);

    public void Set(long number, RangeEntry entry) =>
        ImmutableInterlocked.Update(
            ref _entries, static (all, next) => all.SetItem(next.number, next.entry), (number, entry));

    public void Remove(long number) =>
        ImmutableInterlocked.Update(ref _entries, static (all, number) => all.Remove(number), number);

    /// <summary>Changes what is known of a range.</summary>
    public void Update(long number, Func<RangeEntry, RangeEntry> change) =>
        ImmutableInterlocked.Update(
            ref _entries,
            static (all, next) => all.SetItem(next.number, next.change(all[next.number])),
            (number, change));

    /// <summary>A group is handed over: from now on it may be found.</summary>
    public void Submit(long number, RecordGroup group) =>
        Update(number, entry => entry with { Groups = entry.Groups.Add(GroupDigest.Of(group)) });

    /// <summary>A group was acknowledged: from now on it must be found.</summary>
    public void Acknowledge(long number) =>
        Update(number, entry => entry with { Acknowledged = entry.Acknowledged + 1 });

    /// <summary>Gives up records, and says so before and after.</summary>
    public async Task TrimAsync(IRangeJournal journal, long belowLsn)
    {
        var number = journal.Range.Number;
        Update(number, entry => entry with { TrimAskedLsn = Math.Max(belowLsn, entry.TrimAskedLsn) });
        await journal.TrimAsync(belowLsn, CancellationToken.None);
        Update(number, entry => entry with { TrimmedLsn = Math.Max(belowLsn, entry.TrimmedLsn) });
    }

    /// <summary>A group was refused: it must not be found, nor any behind it.</summary>
    public void Refuse(long number) =>
        Update(number, entry => entry with { Groups = entry.Groups.RemoveAt(entry.Groups.Count - 1) });
}
