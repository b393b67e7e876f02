using Google.Protobuf;

namespace Orleans.TableService.Gateway;

/// <summary>Operations from the wire. Bytes stay where the message holds them.</summary>
internal static class OperationReader
{
    public static Fault Missing(string field) =>
        Faults.InvalidRequest(field, $"The field '{field}' must be set, with a value that this server knows.");

    public static PutOperation Read(Wire.Put put, ReadOnlyMemory<byte> pKey) => new()
    {
        LKey = put.HasLKey ? put.LKey.Memory : pKey,
        Value = put.Value.Memory,
        ExpectedVersion = put.HasExpectedVersion ? put.ExpectedVersion : null,
        ExpectedRevision = put.HasExpectedRevision ? put.ExpectedRevision : null,
        ReturnPrevious = put.ReturnPrevious,
    };

    public static GetOperation Read(Wire.Get? get, ReadOnlyMemory<byte> pKey) =>
        new() { LKey = get is { HasLKey: true } ? get.LKey.Memory : pKey };

    public static DeleteOperation Read(Wire.Delete delete, ReadOnlyMemory<byte> pKey) => new()
    {
        LKey = delete.HasLKey ? delete.LKey.Memory : pKey,
        ExpectedVersion = delete.HasExpectedVersion ? delete.ExpectedVersion : null,
        ExpectedRevision = delete.HasExpectedRevision ? delete.ExpectedRevision : null,
        ReturnPrevious = delete.ReturnPrevious,
    };

    public static IncrementOperation Read(Wire.Increment increment, ReadOnlyMemory<byte> pKey) => new()
    {
        LKey = increment.HasLKey ? increment.LKey.Memory : pKey,
        Amount = increment.Amount,
    };

    public static RangeOperation Read(Wire.Range range) => new()
    {
        LKeys = Read(range.LKeys),
        Limit = range.Limit,
        Descending = range.Descending,
        KeysOnly = range.KeysOnly,
        CountOnly = range.CountOnly,
    };

    /// <returns><see langword="null"/> without an interval.</returns>
    public static DeleteRangeOperation? Read(Wire.DeleteRange range) => range.LKeys is null
        ? null
        : new() { LKeys = Read(range.LKeys), Limit = range.Limit, ReturnPrevious = range.ReturnPrevious };

    public static KeyInterval Read(Wire.KeyInterval? interval) => interval is null
        ? KeyInterval.All
        : new KeyInterval(interval.Start.Memory, interval.HasEnd ? (ReadOnlyMemory<byte>?)interval.End.Memory : null);

    /// <summary>Reads a transaction's lists.</summary>
    /// <returns><see langword="null"/>, and the fault, when something in it is missing or unknown.</returns>
    public static TableTransaction? Read(Wire.Txn txn, ByteString pKey, out Fault? fault)
    {
        var key = pKey.Memory;
        var compares = ReadCompares(txn, key, out fault);
        var success = fault is null ? ReadOperations("success", txn.Success, key, out fault) : null;
        var failure = fault is null ? ReadOperations("failure", txn.Failure, key, out fault) : null;
        return fault is null
            ? new TableTransaction { PKey = key, Compares = compares!, Success = success!, Failure = failure! }
            : null;
    }

    private static TableCompare[]? ReadCompares(Wire.Txn txn, ReadOnlyMemory<byte> pKey, out Fault? fault)
    {
        fault = null;
        var compares = new TableCompare[txn.Compares.Count];
        for (var i = 0; i < compares.Length && fault is null; i++)
        {
            var compare = txn.Compares[i];
            fault = CheckCompare(compare, i);
            compares[i] = new TableCompare
            {
                LKey = compare.HasLKey ? compare.LKey.Memory : pKey,
                Target = (CompareTarget)compare.Target,
                Operator = (CompareOperator)compare.Operator,
                Value = compare.HasBytes ? new TableValue(compare.Bytes.Memory) : new TableValue(compare.Number),
                Number = compare.Number,
            };
        }

        return compares;
    }

    private static Fault? CheckCompare(Wire.Compare compare, int index)
    {
        if (!Enum.IsDefined((CompareTarget)compare.Target))
        {
            return Missing($"compares[{index}].target");
        }

        if (!Enum.IsDefined((CompareOperator)compare.Operator))
        {
            return Missing($"compares[{index}].operator");
        }

        var isBytes = compare.OperandCase == Wire.Compare.OperandOneofCase.Bytes;
        var isWrong = compare.OperandCase == Wire.Compare.OperandOneofCase.None
            || (isBytes && compare.Target != Wire.CompareTarget.Value);
        return isWrong ? Missing($"compares[{index}].{(isBytes ? "number" : "operand")}") : null;
    }

    private static TableOperation[]? ReadOperations(
        string list,
        Google.Protobuf.Collections.RepeatedField<Wire.Operation> operations,
        ReadOnlyMemory<byte> pKey,
        out Fault? fault)
    {
        fault = null;
        var read = new TableOperation[operations.Count];
        for (var i = 0; i < read.Length; i++)
        {
            if (Read(operations[i], pKey) is not { } operation)
            {
                var isRange = operations[i].OperationCase == Wire.Operation.OperationOneofCase.DeleteRange;
                fault = Missing($"{list}[{i}].{(isRange ? "delete_range.l_keys" : "operation")}");
                return null;
            }

            read[i] = operation;
        }

        return read;
    }

    private static TableOperation? Read(Wire.Operation operation, ReadOnlyMemory<byte> pKey) =>
        operation.OperationCase switch
        {
            Wire.Operation.OperationOneofCase.Put => Read(operation.Put, pKey),
            Wire.Operation.OperationOneofCase.Get => Read(operation.Get, pKey),
            Wire.Operation.OperationOneofCase.Delete => Read(operation.Delete, pKey),
            Wire.Operation.OperationOneofCase.Increment => Read(operation.Increment, pKey),
            Wire.Operation.OperationOneofCase.Range => Read(operation.Range),
            Wire.Operation.OperationOneofCase.DeleteRange => Read(operation.DeleteRange),
            _ => null,
        };
}
