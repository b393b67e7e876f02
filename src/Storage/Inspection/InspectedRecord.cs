namespace Orleans.TableService.Storage.Inspection;

/// <summary>One record of a journal, and where it was read.</summary>
public sealed record InspectedRecord
{
    /// <summary>Whose it is.</summary>
    public required RangeId Range { get; init; }

    /// <summary>Its number, which is the revision of its changes.</summary>
    public required long Lsn { get; init; }

    /// <summary>Generation of the owner that wrote it.</summary>
    public required long Epoch { get; init; }

    /// <summary>When it was committed, by the owner's clock.</summary>
    public required DateTimeOffset CommittedAt { get; init; }

    /// <summary>
    /// Whether something on disk proves that it was durable; false for the last flush before a crash.
    /// </summary>
    public required bool IsProved { get; init; }

    /// <summary>The file that it was read from: a segment, or a file of the commit log.</summary>
    public required string File { get; init; }

    /// <summary>Where its chunk or its group begins in the file.</summary>
    public required long Offset { get; init; }

    /// <summary>The pKey of all its changes.</summary>
    public required ReadOnlyMemory<byte> PKey { get; init; }

    /// <summary>Its changes.</summary>
    public required IReadOnlyList<TableChange> Changes { get; init; }
}
