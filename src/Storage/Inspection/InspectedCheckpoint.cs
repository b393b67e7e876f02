namespace Orleans.TableService.Storage.Inspection;

/// <summary>A checkpoint of a stopped data directory.</summary>
public sealed record InspectedCheckpoint
{
    /// <summary>Of which range.</summary>
    public required RangeId Range { get; init; }

    /// <summary>Of which of the range's journals.</summary>
    public required Guid JournalId { get; init; }

    /// <summary>The last record that it holds.</summary>
    public required long Lsn { get; init; }

    /// <summary>The owner that made it.</summary>
    public required long Epoch { get; init; }

    /// <summary>When it was made; the begin of 1970 when its manifest is damaged.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Files that it consists of.</summary>
    public required int FileCount { get; init; }

    /// <summary>Bytes of these files.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Why it cannot be restored; <see langword="null"/> when nothing is known to be wrong.</summary>
    public string? Problem { get; init; }
}
