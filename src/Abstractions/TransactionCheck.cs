namespace Orleans.TableService;

/// <summary>Checks transactions against the limits, and weighs them.</summary>
public static class TransactionCheck
{
    /// <summary>Why the transaction is refused, or <see langword="null"/> when it is in order.</summary>
    public static Fault? Check(TableTransaction transaction, TableLimits limits)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(limits);
        var count = transaction.Compares.Count + transaction.Success.Count + transaction.Failure.Count;
        if (count == 0)
        {
            return Faults.InvalidRequest("success", "The transaction has no operation.");
        }

        if (count > limits.TransactionOperationsMax)
        {
            return Faults.TooLarge(
                "operations",
                limits.TransactionOperationsMax,
                $"The transaction has {count} compares and operations, more than {limits.TransactionOperationsMax}.");
        }

        if (count == 1 && transaction.Success.Count == 1)
        {
            return CheckSingle(transaction, transaction.Success[0], limits);
        }

        return CheckKey("pKey", transaction.PKey, limits)
            ?? CheckCompares(transaction.Compares, limits)
            ?? CheckOperations(transaction.Success, limits)
            ?? CheckOperations(transaction.Failure, limits)
            ?? CheckSize(transaction, limits);
    }

    /// <summary>Why the watch is refused, or <see langword="null"/> when it is in order.</summary>
    public static Fault? Check(WatchRequest request, TableLimits limits)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(limits);
        return request.FromRevision < 1
            ? Faults.InvalidRequest("from_revision", "A watch begins at revision 1 or later.")
            : CheckKey("pKey", request.PKey, limits) ?? CheckInterval(request.LKeys, limits);
    }

    /// <summary>Bytes of the keys and values of a transaction.</summary>
    public static long SizeBytes(TableTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        long size = transaction.PKey.Length;
        for (var i = 0; i < transaction.Compares.Count; i++)
        {
            size += transaction.Compares[i].LKey.Length + transaction.Compares[i].Value.Bytes.Length;
        }

        return size + SizeBytes(transaction.Success) + SizeBytes(transaction.Failure);
    }

    private static long SizeBytes(IReadOnlyList<TableOperation> operations)
    {
        long size = 0;
        for (var i = 0; i < operations.Count; i++)
        {
            size += operations[i] switch
            {
                PutOperation put => put.LKey.Length + put.Value.Length,
                GetOperation get => get.LKey.Length,
                DeleteOperation delete => delete.LKey.Length,
                IncrementOperation increment => increment.LKey.Length,
                RangeOperation range => SizeBytes(range.LKeys),
                DeleteRangeOperation deleteRange => SizeBytes(deleteRange.LKeys),
                ImportOperation import => import.Entry.LKey.Length + import.Entry.Value.Bytes.Length,
                _ => 0,
            };
        }

        return size;
    }

    private static long SizeBytes(KeyInterval interval) => interval.Start.Length + (interval.End?.Length ?? 0);

    // Most transactions are single operations, and are checked at every door. No two bounds and no value of an
    // operation are so large together that its size is worth a look, unless the limits are unusual.
    private static Fault? CheckSingle(TableTransaction transaction, TableOperation operation, TableLimits limits) =>
        CheckKey("pKey", transaction.PKey, limits)
        ?? Check(operation, limits)
        ?? ((3 * (limits.KeySizeMaxBytes + 1L)) + limits.ValueSizeMaxBytes <= limits.TransactionSizeMaxBytes
            ? null
            : CheckSize(transaction, limits));

    private static Fault? CheckSize(TableTransaction transaction, TableLimits limits)
    {
        var size = SizeBytes(transaction);
        return size <= limits.TransactionSizeMaxBytes
            ? null
            : Faults.TooLarge(
                "transaction",
                limits.TransactionSizeMaxBytes,
                $"The transaction's keys and values have {size} bytes, more than {limits.TransactionSizeMaxBytes}.");
    }

    private static Fault? CheckCompares(IReadOnlyList<TableCompare> compares, TableLimits limits)
    {
        for (var i = 0; i < compares.Count; i++)
        {
            var compare = compares[i];
            if (!Enum.IsDefined(compare.Target) || !Enum.IsDefined(compare.Operator))
            {
                return Faults.InvalidRequest("compares", "A compare needs a target and an operator.");
            }

            if (CheckKey("lKey", compare.LKey, limits) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static Fault? CheckOperations(IReadOnlyList<TableOperation> operations, TableLimits limits)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            if (Check(operations[i], limits) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static Fault? Check(TableOperation operation, TableLimits limits) => operation switch
    {
        PutOperation put => CheckKey("lKey", put.LKey, limits)
            ?? CheckValue(put.Value, limits)
            ?? CheckExpected(put.ExpectedVersion, put.ExpectedRevision, least: -1),
        GetOperation get => CheckKey("lKey", get.LKey, limits),
        DeleteOperation delete => CheckKey("lKey", delete.LKey, limits)
            ?? CheckExpected(delete.ExpectedVersion, delete.ExpectedRevision, least: 0),
        IncrementOperation increment => CheckKey("lKey", increment.LKey, limits),
        RangeOperation range => CheckInterval(range.LKeys, limits) ?? CheckLimit(range.Limit),
        DeleteRangeOperation range => CheckInterval(range.LKeys, limits) ?? CheckLimit(range.Limit),
        ImportOperation import => CheckKey("lKey", import.Entry.LKey, limits)
            ?? CheckValue(import.Entry.Value.Bytes, limits),
        _ => Faults.InvalidRequest("operation", "An operation is of no known kind."),
    };

    private static Fault? CheckKey(string field, ReadOnlyMemory<byte> key, TableLimits limits) =>
        key.Length <= limits.KeySizeMaxBytes
            ? null
            : Faults.TooLarge(
                field,
                limits.KeySizeMaxBytes,
                $"The {field} has {key.Length} bytes, more than {limits.KeySizeMaxBytes}.");

    // The successor of the longest key is one byte longer than a key may be, and is a fair bound of an interval.
    private static Fault? CheckInterval(KeyInterval interval, TableLimits limits) =>
        Math.Max(interval.Start.Length, interval.End?.Length ?? 0) <= limits.KeySizeMaxBytes + 1
            ? null
            : Faults.TooLarge(
                "lKeys",
                limits.KeySizeMaxBytes,
                $"A bound of the interval of lKeys is longer than a key may be, {limits.KeySizeMaxBytes} bytes.");

    private static Fault? CheckLimit(int limit) =>
        limit >= 0 ? null : Faults.InvalidRequest("limit", "A limit is 0 (none) or positive.");

    private static Fault? CheckValue(ReadOnlyMemory<byte> value, TableLimits limits) =>
        value.Length <= limits.ValueSizeMaxBytes
            ? null
            : Faults.TooLarge(
                "value",
                limits.ValueSizeMaxBytes,
                $"The value has {value.Length} bytes, more than {limits.ValueSizeMaxBytes}.");

    private static Fault? CheckExpected(long? version, long? revision, int least) =>
        (version ?? least) >= least && (revision ?? least) >= least
            ? null
            : Faults.InvalidRequest("expected", $"An expected version or revision is {least} or more.");
}
