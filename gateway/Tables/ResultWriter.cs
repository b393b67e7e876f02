using Google.Protobuf;

namespace Orleans.TableService.Gateway;

/// <summary>Results to the wire. Bytes stay where the result holds them.</summary>
internal static class ResultWriter
{
    public static Wire.PutResult Write(PutResult put) => put.Previous is null
        ? new() { Version = put.Version }
        : new() { Version = put.Version, Previous = Write(put.Previous) };

    public static Wire.GetResult Write(GetResult get) =>
        get.Entry is null ? new() : new() { Entry = Write(get.Entry) };

    public static Wire.DeleteResult Write(DeleteResult delete) => delete.Previous is null
        ? new() { Deleted = delete.Deleted }
        : new() { Deleted = delete.Deleted, Previous = Write(delete.Previous) };

    public static Wire.IncrementResult Write(IncrementResult increment) =>
        new() { Total = increment.Total, Version = increment.Version };

    public static Wire.RangeResult Write(RangeResult range)
    {
        var result = new Wire.RangeResult { Count = range.Count, More = range.More };
        for (var i = 0; i < range.Entries.Count; i++)
        {
            result.Entries.Add(Write(range.Entries[i]));
        }

        return result;
    }

    public static Wire.DeleteRangeResult Write(DeleteRangeResult range)
    {
        var result = new Wire.DeleteRangeResult { Deleted = range.Deleted, More = range.More };
        for (var i = 0; i < range.Previous.Count; i++)
        {
            result.Previous.Add(Write(range.Previous[i]));
        }

        return result;
    }

    public static Wire.TxnResult Write(TransactionResult transaction)
    {
        var result = new Wire.TxnResult { Succeeded = transaction.Succeeded };
        for (var i = 0; i < transaction.Results.Count; i++)
        {
            result.Results.Add(Write(transaction.Results[i]));
        }

        return result;
    }

    public static Wire.Entry Write(TableEntry entry)
    {
        var written = new Wire.Entry
        {
            LKey = Wrap(entry.LKey),
            CreateRevision = entry.CreateRevision,
            ModRevision = entry.ModRevision,
            Version = entry.Version,
        };
        if (entry.Value.IsNumber)
        {
            written.Number = entry.Value.Number;
        }
        else
        {
            written.Bytes = Wrap(entry.Value.Bytes);
        }

        return written;
    }

    public static Wire.Value Write(TableValue value) =>
        value.IsNumber ? new() { Number = value.Number } : new() { Bytes = Wrap(value.Bytes) };

    // Neither side changes the bytes of a result, so the message may share them.
    public static ByteString Wrap(ReadOnlyMemory<byte> bytes) =>
        bytes.IsEmpty ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(bytes);

    private static Wire.OperationResult Write(OperationResult result) => result switch
    {
        PutResult put => new() { Put = Write(put) },
        GetResult get => new() { Get = Write(get) },
        DeleteResult delete => new() { Delete = Write(delete) },
        IncrementResult increment => new() { Increment = Write(increment) },
        RangeResult range => new() { Range = Write(range) },
        DeleteRangeResult deleteRange => new() { DeleteRange = Write(deleteRange) },
        _ => throw new InvalidOperationException($"A result is of the unknown kind {result.GetType().Name}."),
    };
}
