namespace Orleans.TableService;

/// <summary>One key of a table with all that is known of it.</summary>
public sealed record TableEntry
{
    /// <summary>The local key.</summary>
    public required ReadOnlyMemory<byte> LKey { get; init; }

    /// <summary>What the key holds; empty bytes where only keys were asked for.</summary>
    public required TableValue Value { get; init; }

    /// <summary>Revision of the write that created the key.</summary>
    public required long CreateRevision { get; init; }

    /// <summary>Revision of the last write.</summary>
    public required long ModRevision { get; init; }

    /// <summary>Writes since the creation: 0 at creation, one more with every write.</summary>
    public required long Version { get; init; }
}
