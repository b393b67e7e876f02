namespace Orleans.TableService;

/// <summary>A range of a stream, as its owner describes it.</summary>
public sealed record RangeInfo
{
    /// <summary>Which range.</summary>
    public required RangeId Id { get; init; }

    /// <summary>The routing keys that it owns: <see cref="RoutingKey"/>.</summary>
    public required KeyInterval Interval { get; init; }

    /// <summary>What it is doing.</summary>
    public required RangeState State { get; init; }

    /// <summary>The silo that owns it; empty when no silo does.</summary>
    public required string Owner { get; init; }

    /// <summary>Generation of the ownership; 0 when it was never opened.</summary>
    public long Epoch { get; init; }

    /// <summary>Number of the last transaction; 0 when there is none.</summary>
    public long Revision { get; init; }

    /// <summary>
    /// Oldest revision from which a watch can begin: those before it are trimmed. One past <see cref="Revision"/> when
    /// none is kept; 0 when the range is not open.
    /// </summary>
    public long OldestRevision { get; init; }

    /// <summary>Bytes of journal on disk: segments and what the commit log still holds.</summary>
    public long JournalBytes { get; init; }

    /// <summary>Bytes of index on disk and in memory, as RocksDB estimates them.</summary>
    public long IndexBytes { get; init; }

    /// <summary>Keys in the index, as RocksDB estimates them.</summary>
    public long KeysEstimate { get; init; }
}
