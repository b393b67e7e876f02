namespace Orleans.TableService;

/// <summary>Single operations, as transactions of one operation each.</summary>
/// <remarks>All throw the <see cref="TableException"/> of a fault.</remarks>
public static class TableExtensions
{
    /// <summary>Carries out a transaction, or throws.</summary>
    /// <exception cref="TableException">The fault of the transaction.</exception>
    public static async ValueTask<TransactionResult> CommitAsync(
        this ITable table,
        TableTransaction transaction,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        var outcome = await table.TryCommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        return outcome.GetResultOrThrow();
    }

    /// <summary>Writes bytes to a key.</summary>
    /// <exception cref="WrongValueTypeException">The key holds a number.</exception>
    /// <exception cref="ConditionFailedException">The key is not as the put expects it.</exception>
    public static ValueTask<PutResult> PutAsync(
        this ITable table,
        ReadOnlyMemory<byte> pKey,
        PutOperation put,
        CancellationToken cancellationToken = default) =>
        OneAsync<PutResult>(table, pKey, put, cancellationToken);

    /// <summary>Writes bytes to the key whose pKey and lKey are the same: the simple table.</summary>
    /// <exception cref="WrongValueTypeException">The key holds a number.</exception>
    public static ValueTask<PutResult> PutAsync(
        this ITable table,
        ReadOnlyMemory<byte> key,
        ReadOnlyMemory<byte> value,
        CancellationToken cancellationToken = default) =>
        OneAsync<PutResult>(table, key, new PutOperation { LKey = key, Value = value }, cancellationToken);

    /// <summary>Reads one key.</summary>
    /// <returns>The entry; <see langword="null"/> when the key is absent.</returns>
    public static async ValueTask<TableEntry?> GetAsync(
        this ITable table,
        ReadOnlyMemory<byte> pKey,
        ReadOnlyMemory<byte> lKey,
        CancellationToken cancellationToken = default)
    {
        var get = new GetOperation { LKey = lKey };
        var result = await OneAsync<GetResult>(table, pKey, get, cancellationToken).ConfigureAwait(false);
        return result.Entry;
    }

    /// <summary>Reads the key whose pKey and lKey are the same.</summary>
    /// <returns>The entry; <see langword="null"/> when the key is absent.</returns>
    public static ValueTask<TableEntry?> GetAsync(
        this ITable table,
        ReadOnlyMemory<byte> key,
        CancellationToken cancellationToken = default) =>
        table.GetAsync(key, key, cancellationToken);

    /// <summary>Removes one key.</summary>
    /// <exception cref="ConditionFailedException">The key is not as the delete expects it.</exception>
    public static ValueTask<DeleteResult> DeleteAsync(
        this ITable table,
        ReadOnlyMemory<byte> pKey,
        DeleteOperation delete,
        CancellationToken cancellationToken = default) =>
        OneAsync<DeleteResult>(table, pKey, delete, cancellationToken);

    /// <summary>Adds to a number; an absent key counts as 0.</summary>
    /// <exception cref="WrongValueTypeException">The key holds bytes.</exception>
    /// <exception cref="NumberOverflowException">The sum does not fit into 64 bits.</exception>
    public static ValueTask<IncrementResult> IncrementAsync(
        this ITable table,
        ReadOnlyMemory<byte> pKey,
        ReadOnlyMemory<byte> lKey,
        long amount,
        CancellationToken cancellationToken = default) =>
        OneAsync<IncrementResult>(
            table,
            pKey,
            new IncrementOperation { LKey = lKey, Amount = amount },
            cancellationToken);

    /// <summary>Reads one page of lKeys.</summary>
    public static ValueTask<RangeResult> RangeAsync(
        this ITable table,
        ReadOnlyMemory<byte> pKey,
        RangeOperation range,
        CancellationToken cancellationToken = default) =>
        OneAsync<RangeResult>(table, pKey, range, cancellationToken);

    /// <summary>Removes the keys of an interval, all or none.</summary>
    /// <exception cref="TooLargeException">It holds more than <see cref="TableLimits.DeleteRangeKeysMax"/>
    /// keys.</exception>
    public static ValueTask<DeleteRangeResult> DeleteRangeAsync(
        this ITable table,
        ReadOnlyMemory<byte> pKey,
        DeleteRangeOperation deleteRange,
        CancellationToken cancellationToken = default) =>
        OneAsync<DeleteRangeResult>(table, pKey, deleteRange, cancellationToken);

    private static async ValueTask<TResult> OneAsync<TResult>(
        ITable table,
        ReadOnlyMemory<byte> pKey,
        TableOperation operation,
        CancellationToken cancellationToken)
        where TResult : OperationResult
    {
        var transaction = TableTransaction.Of(pKey, operation);
        var result = await table.CommitAsync(transaction, cancellationToken).ConfigureAwait(false);
        return (TResult)result.Results[0];
    }
}
