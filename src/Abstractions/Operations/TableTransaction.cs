namespace Orleans.TableService;

/// <summary>
/// Everything that a table does to one pKey at once, all or nothing. A single put or get is a transaction of one
/// operation.
/// </summary>
/// <remarks>
/// Keeps the memory of its keys and values: the caller must not change it before the outcome is known.
/// </remarks>
public sealed record TableTransaction
{
    /// <summary>The pKey that every compare and operation works on.</summary>
    public required ReadOnlyMemory<byte> PKey { get; init; }

    /// <summary>
    /// Conditions, evaluated against the state before the transaction. All true, or none: <see cref="Success"/>.
    /// </summary>
    public IReadOnlyList<TableCompare> Compares { get; init; } = [];

    /// <summary>Done in order when every compare holds; each sees the writes of those before it.</summary>
    public IReadOnlyList<TableOperation> Success { get; init; } = [];

    /// <summary>Done in order when a compare does not hold.</summary>
    public IReadOnlyList<TableOperation> Failure { get; init; } = [];

    /// <summary>A transaction of one operation.</summary>
    public static TableTransaction Of(ReadOnlyMemory<byte> pKey, TableOperation operation) =>
        new() { PKey = pKey, Success = [operation] };
}
