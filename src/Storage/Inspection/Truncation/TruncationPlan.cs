namespace Orleans.TableService.Storage.Inspection;

/// <summary>What a truncation would take away, and where it would put it.</summary>
/// <param name="Ranges">The ranges that lose records.</param>
/// <param name="KeptRangeCount">The ranges that lose nothing.</param>
/// <param name="BackupDirectory">Where everything that is changed or removed is kept.</param>
public sealed record TruncationPlan(
    IReadOnlyList<TruncatedRange> Ranges, int KeptRangeCount, string BackupDirectory);
