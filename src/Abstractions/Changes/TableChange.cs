namespace Orleans.TableService;

/// <summary>One key's change, as the journal records it.</summary>
public sealed record TableChange
{
    /// <summary>What happened.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>Why.</summary>
    public required ChangeCause Cause { get; init; }

    /// <summary>
    /// Revision of the transaction that changed the key; those of one pKey are unique and ordered for ever.
    /// </summary>
    public required long Revision { get; init; }

    /// <summary>The local key.</summary>
    public required ReadOnlyMemory<byte> LKey { get; init; }

    /// <summary>The entry after a put; <see langword="null"/> after a delete.</summary>
    public TableEntry? Entry { get; init; }

    /// <summary>The value before; only in tables that keep previous values, and only if there was one.</summary>
    public TableValue? Previous { get; init; }

    /// <summary>When the transaction committed, by the clock of the range's owner, which never goes back.</summary>
    public required DateTimeOffset CommittedAt { get; init; }
}
