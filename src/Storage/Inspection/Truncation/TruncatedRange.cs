namespace Orleans.TableService.Storage.Inspection;

/// <summary>What a truncation takes from one range.</summary>
/// <param name="Range">Which range.</param>
/// <param name="LastLsn">The last record that is left.</param>
/// <param name="FoundLsn">The last record that was found anywhere in its files.</param>
/// <param name="IsGone">Whether the range itself is not known before the point.</param>
public sealed record TruncatedRange(RangeId Range, long LastLsn, long FoundLsn, bool IsGone);
