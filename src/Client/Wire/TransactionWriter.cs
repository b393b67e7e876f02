using Google.Protobuf;

namespace Orleans.TableService.Client;

/// <summary>Transactions to the wire. Bytes stay where the transaction holds them.</summary>
internal static class TransactionWriter
{
    /// <summary>The operation when there is one and nothing else, else <see langword="null"/>.</summary>
    public static TableOperation? SingleOf(TableTransaction transaction) =>
        transaction.Compares.Count == 0 && transaction.Success.Count == 1 && transaction.Failure.Count == 0
            ? transaction.Success[0]
            : null;

    /// <summary>Whether the transaction changes nothing, whatever its compares say.</summary>
    public static bool IsRead(TableTransaction transaction) =>
        IsRead(transaction.Success) && IsRead(transaction.Failure);

    public static ByteString Wrap(ReadOnlyMemory<byte> bytes) =>
        bytes.IsEmpty ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(bytes);

    public static Wire.Put Write(PutOperation put, ReadOnlyMemory<byte> pKey)
    {
        var written = new Wire.Put();
        Fill(written, put, pKey);
        return written;
    }

    /// <summary>Writes a put into a message that is empty.</summary>
    public static void Fill(Wire.Put written, PutOperation put, ReadOnlyMemory<byte> pKey)
    {
        written.Value = Wrap(put.Value);
        written.ReturnPrevious = put.ReturnPrevious;
        if (!IsPKey(put.LKey, pKey))
        {
            written.LKey = Wrap(put.LKey);
        }

        if (put.ExpectedVersion is { } version)
        {
            written.ExpectedVersion = version;
        }

        if (put.ExpectedRevision is { } revision)
        {
            written.ExpectedRevision = revision;
        }
    }

    public static Wire.Get Write(GetOperation get, ReadOnlyMemory<byte> pKey) =>
        IsPKey(get.LKey, pKey) ? new() : new() { LKey = Wrap(get.LKey) };

    public static Wire.Delete Write(DeleteOperation delete, ReadOnlyMemory<byte> pKey)
    {
        var written = new Wire.Delete { ReturnPrevious = delete.ReturnPrevious };
        if (!IsPKey(delete.LKey, pKey))
        {
            written.LKey = Wrap(delete.LKey);
        }

        if (delete.ExpectedVersion is { } version)
        {
            written.ExpectedVersion = version;
        }

        if (delete.ExpectedRevision is { } revision)
        {
            written.ExpectedRevision = revision;
        }

        return written;
    }

    public static Wire.Increment Write(IncrementOperation increment, ReadOnlyMemory<byte> pKey) =>
        IsPKey(increment.LKey, pKey)
            ? new() { Amount = increment.Amount }
            : new() { LKey = Wrap(increment.LKey), Amount = increment.Amount };

    public static Wire.Range Write(RangeOperation range) => new()
    {
        LKeys = Write(range.LKeys),
        Limit = range.Limit,
        Descending = range.Descending,
        KeysOnly = range.KeysOnly,
        CountOnly = range.CountOnly,
    };

    public static Wire.DeleteRange Write(DeleteRangeOperation range) =>
        new() { LKeys = Write(range.LKeys), Limit = range.Limit, ReturnPrevious = range.ReturnPrevious };

    public static Wire.KeyInterval Write(KeyInterval interval)
    {
        var written = new Wire.KeyInterval { Start = Wrap(interval.Start) };
        if (interval.End is { } end)
        {
            written.End = Wrap(end);
        }

        return written;
    }

    public static Wire.Txn Write(TableTransaction transaction)
    {
        var txn = new Wire.Txn();
        for (var i = 0; i < transaction.Compares.Count; i++)
        {
            txn.Compares.Add(Write(transaction.Compares[i]));
        }

        AddAll(txn.Success, transaction.Success, transaction.PKey);
        AddAll(txn.Failure, transaction.Failure, transaction.PKey);
        return txn;
    }

    private static void AddAll(
        Google.Protobuf.Collections.RepeatedField<Wire.Operation> written,
        IReadOnlyList<TableOperation> operations,
        ReadOnlyMemory<byte> pKey)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            written.Add(Write(operations[i], pKey));
        }
    }

    private static Wire.Operation Write(TableOperation operation, ReadOnlyMemory<byte> pKey) => operation switch
    {
        PutOperation put => new() { Put = Write(put, pKey) },
        GetOperation get => new() { Get = Write(get, pKey) },
        DeleteOperation delete => new() { Delete = Write(delete, pKey) },
        IncrementOperation increment => new() { Increment = Write(increment, pKey) },
        RangeOperation range => new() { Range = Write(range) },
        DeleteRangeOperation range => new() { DeleteRange = Write(range) },
        _ => throw new ArgumentException($"An operation is of the unknown kind {operation.GetType().Name}."),
    };

    // A key that is not set is the pKey: in simple tables it need not travel twice.
    private static bool IsPKey(ReadOnlyMemory<byte> lKey, ReadOnlyMemory<byte> pKey) =>
        lKey.Span.SequenceEqual(pKey.Span);

    private static Wire.Compare Write(TableCompare compare)
    {
        var written = new Wire.Compare
        {
            LKey = Wrap(compare.LKey),
            Target = (Wire.CompareTarget)compare.Target,
            Operator = (Wire.CompareOperator)compare.Operator,
        };
        if (compare.Target != CompareTarget.Value)
        {
            written.Number = compare.Number;
        }
        else if (compare.Value.IsNumber)
        {
            written.Number = compare.Value.Number;
        }
        else
        {
            written.Bytes = Wrap(compare.Value.Bytes);
        }

        return written;
    }

    private static bool IsRead(IReadOnlyList<TableOperation> operations)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is not (GetOperation or RangeOperation))
            {
                return false;
            }
        }

        return true;
    }
}
