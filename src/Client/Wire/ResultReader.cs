using Google.Protobuf.Collections;

namespace Orleans.TableService.Client;

/// <summary>Results from the wire. Bytes stay where the message holds them.</summary>
internal static class ResultReader
{
    public static TransactionResult Single(long revision, OperationResult result) =>
        new() { Succeeded = true, Revision = revision, Results = [result] };

    public static PutResult Read(Wire.PutResult put) =>
        new() { Version = put.Version, Previous = ReadOrNull(put.Previous) };

    public static GetResult Read(Wire.GetResult get) => new() { Entry = ReadOrNull(get.Entry) };

    public static DeleteResult Read(Wire.DeleteResult delete) =>
        new() { Deleted = delete.Deleted, Previous = ReadOrNull(delete.Previous) };

    public static IncrementResult Read(Wire.IncrementResult increment) =>
        new() { Total = increment.Total, Version = increment.Version };

    public static RangeResult Read(Wire.RangeResult range) =>
        new() { Entries = Read(range.Entries), Count = range.Count, More = range.More };

    public static DeleteRangeResult Read(Wire.DeleteRangeResult range) =>
        new() { Deleted = range.Deleted, More = range.More, Previous = Read(range.Previous) };

    public static TransactionResult Read(long revision, Wire.TxnResult txn)
    {
        var results = new OperationResult[txn.Results.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Read(txn.Results[i]);
        }

        return new TransactionResult { Succeeded = txn.Succeeded, Revision = revision, Results = results };
    }

    public static TableEntry Read(Wire.Entry entry) => new()
    {
        LKey = entry.LKey.Memory,
        Value = entry.HasNumber ? new TableValue(entry.Number) : new TableValue(entry.Bytes.Memory),
        CreateRevision = entry.CreateRevision,
        ModRevision = entry.ModRevision,
        Version = entry.Version,
    };

    public static TableValue Read(Wire.Value value) =>
        value.HasNumber ? new TableValue(value.Number) : new TableValue(value.Bytes.Memory);

    public static KeyInterval Read(Wire.KeyInterval interval) =>
        new(interval.Start.Memory, interval.HasEnd ? (ReadOnlyMemory<byte>?)interval.End.Memory : null);

    private static TableEntry? ReadOrNull(Wire.Entry? entry) => entry is null ? null : Read(entry);

    private static TableEntry[] Read(RepeatedField<Wire.Entry> entries)
    {
        var read = new TableEntry[entries.Count];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = Read(entries[i]);
        }

        return read;
    }

    private static OperationResult Read(Wire.OperationResult result) => result.ResultCase switch
    {
        Wire.OperationResult.ResultOneofCase.Put => Read(result.Put),
        Wire.OperationResult.ResultOneofCase.Get => Read(result.Get),
        Wire.OperationResult.ResultOneofCase.Delete => Read(result.Delete),
        Wire.OperationResult.ResultOneofCase.Increment => Read(result.Increment),
        Wire.OperationResult.ResultOneofCase.Range => Read(result.Range),
        Wire.OperationResult.ResultOneofCase.DeleteRange => Read(result.DeleteRange),
        _ => throw Faults.Internal("The server sent a result of no known kind.").ToException(),
    };
}
