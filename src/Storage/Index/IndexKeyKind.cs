namespace Orleans.TableService.Storage.Index;

/// <summary>The first byte of every index key. Part of the format: numbers never change.</summary>
internal enum IndexKeyKind : byte
{
    /// <summary>What the index says of itself; one key.</summary>
    Meta = 1,

    /// <summary>An entry.</summary>
    Entry = 2,

    /// <summary>Kept for entries by expiry.</summary>
    Expiry = 3,

    /// <summary>Kept for keys by lease.</summary>
    Lease = 4,

    /// <summary>Kept for outcomes by operation id.</summary>
    Dedup = 5,

    /// <summary>Kept for superseded entries.</summary>
    History = 6,
}
