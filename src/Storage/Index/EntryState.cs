namespace Orleans.TableService.Storage.Index;

/// <summary>What is stored under one key; <see langword="default"/> is an absent key.</summary>
internal readonly record struct EntryState
{
    /// <summary>Whether the key is present.</summary>
    public bool Exists { get; init; }

    public TableValue Value { get; init; }

    public long CreateRevision { get; init; }

    public long ModRevision { get; init; }

    public long Version { get; init; }

    /// <summary>The lease that the key is attached to; 0 is none.</summary>
    public long LeaseId { get; init; }

    /// <summary>When the key expires, UTC milliseconds since 1970; 0 is never.</summary>
    public long ExpiresAtMs { get; init; }

    /// <summary>The same with a value that keeps no memory but its own, which nobody else writes to.</summary>
    public EntryState WithOwnValue() =>
        Value.IsNumber ? this : this with { Value = new TableValue(Value.Bytes.ToArray()) };

    /// <summary>The entry under <paramref name="lKey"/>, which it keeps.</summary>
    public TableEntry ToEntry(ReadOnlyMemory<byte> lKey) => new()
    {
        LKey = lKey,
        Value = Value,
        CreateRevision = CreateRevision,
        ModRevision = ModRevision,
        Version = Version,
    };
}
