namespace Orleans.TableService;

/// <summary>What one operation did; of the kind that matches the operation.</summary>
public abstract record OperationResult
{
    private protected OperationResult()
    {
    }
}

/// <summary>What a put did.</summary>
public sealed record PutResult : OperationResult
{
    /// <summary>The key's version after the put.</summary>
    public required long Version { get; init; }

    /// <summary>The entry that was replaced, if it was asked for and existed.</summary>
    public TableEntry? Previous { get; init; }
}

/// <summary>What a get found.</summary>
public sealed record GetResult : OperationResult
{
    /// <summary>The entry; <see langword="null"/> when the key is absent.</summary>
    public TableEntry? Entry { get; init; }
}

/// <summary>What a delete did.</summary>
public sealed record DeleteResult : OperationResult
{
    /// <summary>Whether the key existed.</summary>
    public required bool Deleted { get; init; }

    /// <summary>The entry that was removed, if it was asked for and existed.</summary>
    public TableEntry? Previous { get; init; }
}

/// <summary>What an increment did.</summary>
public sealed record IncrementResult : OperationResult
{
    /// <summary>The number after the increment.</summary>
    public required long Total { get; init; }

    /// <summary>The key's version after the increment.</summary>
    public required long Version { get; init; }
}

/// <summary>One page of a range.</summary>
public sealed record RangeResult : OperationResult
{
    /// <summary>The entries, in the order asked for; empty when only a count was.</summary>
    public required IReadOnlyList<TableEntry> Entries { get; init; }

    /// <summary>Entries in the page, or all keys of the interval when only a count was asked for.</summary>
    public required long Count { get; init; }

    /// <summary>Whether keys of the interval are left behind this page: go on behind the last entry's lKey.</summary>
    public bool More { get; init; }
}

/// <summary>What a deleteRange did.</summary>
public sealed record DeleteRangeResult : OperationResult
{
    /// <summary>Keys removed.</summary>
    public required long Deleted { get; init; }

    /// <summary>Whether keys of the interval are left because of the limit.</summary>
    public bool More { get; init; }

    /// <summary>The entries that were removed, in key order, if they were asked for.</summary>
    public required IReadOnlyList<TableEntry> Previous { get; init; }
}
