namespace Orleans.TableService.Storage.Inspection;

/// <summary>What the commit log says of one range's journal.</summary>
/// <param name="Range">Which range.</param>
/// <param name="JournalId">Tells the journal from any other of the range.</param>
/// <param name="Epoch">The last allotted epoch.</param>
/// <param name="FirstLsn">The oldest record that is kept.</param>
/// <param name="LastLsn">The last record; <paramref name="FirstLsn"/> - 1 when there is none.</param>
/// <param name="SegmentLsn">The last record that is proved to be in segments.</param>
/// <param name="IsDeleting">Whether its deletion has begun.</param>
public sealed record InspectedRange(
    RangeId Range, Guid JournalId, long Epoch, long FirstLsn, long LastLsn, long SegmentLsn, bool IsDeleting);
