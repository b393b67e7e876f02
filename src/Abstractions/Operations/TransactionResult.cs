namespace Orleans.TableService;

/// <summary>What a transaction did.</summary>
public sealed record TransactionResult
{
    /// <summary>Whether every compare held, so that <see cref="TableTransaction.Success"/> was done.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>
    /// The range's revision that the results describe: of this transaction when it wrote, else of the state that it
    /// read.
    /// A watch from the next revision misses nothing of what follows and repeats nothing.
    /// </summary>
    public required long Revision { get; init; }

    /// <summary>One result per operation done, in order.</summary>
    public required IReadOnlyList<OperationResult> Results { get; init; }
}
