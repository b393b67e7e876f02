namespace Orleans.TableService.Storage.Inspection;

/// <summary>What the comparison of one range's index with its journal found.</summary>
public sealed record IndexReport
{
    /// <summary>Whose index.</summary>
    public required RangeId Range { get; init; }

    /// <summary>
    /// Whether there is an index; without one it is made from the journal when the range is first used.
    /// </summary>
    public required bool Exists { get; init; }

    /// <summary>The last record that the index holds.</summary>
    public long AppliedLsn { get; init; }

    /// <summary>The last record of the journal; the index may be behind it.</summary>
    public required long LastLsn { get; init; }

    /// <summary>What is wrong with the index as a whole.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Keys that were compared.</summary>
    public long KeyCount { get; init; }

    /// <summary>Keys that differ.</summary>
    public long DifferenceCount { get; init; }

    /// <summary>
    /// Keys that were last written below the journal's first record: it does not hold any more what they should be.
    /// </summary>
    public long UnverifiableCount { get; init; }

    /// <summary>The journal's first record; what the index holds of older ones cannot be checked.</summary>
    public long FirstLsn { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsGood => Problems.Count == 0 && DifferenceCount == 0;
}
