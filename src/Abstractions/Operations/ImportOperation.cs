namespace Orleans.TableService;

/// <summary>Writes a key as a backup kept it. Not for clients: only the storage makes it.</summary>
internal sealed record ImportOperation : TableOperation
{
    /// <summary>The key with its value, revisions and version.</summary>
    public required TableEntry Entry { get; init; }

    /// <summary>The lease that the key is attached to; 0 is none.</summary>
    public required long LeaseId { get; init; }

    /// <summary>When the key expires, UTC milliseconds since 1970; 0 is never.</summary>
    public required long ExpiresAtMs { get; init; }

    /// <summary>The range's own revisions begin behind this one, if it has none yet.</summary>
    public required long RevisionFloor { get; init; }
}
