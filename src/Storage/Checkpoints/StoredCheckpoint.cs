namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>A checkpoint as a store shows it.</summary>
internal sealed record StoredCheckpoint
{
    /// <summary>Name of its manifest.</summary>
    public required string Name { get; init; }

    /// <summary>The last record that it holds, by its name.</summary>
    public required long Lsn { get; init; }

    /// <summary>Who made it, by its name.</summary>
    public required long Epoch { get; init; }

    /// <summary>Its manifest; <see langword="null"/> when that is damaged or of an unknown version.</summary>
    public CheckpointManifest? Manifest { get; init; }

    /// <summary>Why it cannot be used; <see langword="null"/> when all its objects are there.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether only a newer program can say what it refers to.</summary>
    public bool IsOfUnknownVersion { get; init; }

    /// <summary>Whether it can be restored, as far as can be seen without reading all of it.</summary>
    public bool IsUsable => Problem is null;
}
