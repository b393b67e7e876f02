namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>Outcomes as text: equal texts are equal outcomes.</summary>
internal static class OutcomeText
{
    public static string Of(in TransactionOutcome outcome) => outcome.IsResult
        ? $"{outcome.Result.Succeeded}@{outcome.Result.Revision}: "
            + string.Join("; ", outcome.Result.Results.Select(Of))
        : $"{outcome.Fault.Code} {outcome.Fault.Text("operation")} {outcome.Fault.Text("actual_version")}";

    public static string Of(TableChange change) =>
        $"{change.Revision} {change.Kind} {Hex(change.LKey)} {Of(change.Entry)} "
        + $"was {change.Previous?.ToString() ?? "none"}";

    private static string Of(OperationResult result) => result switch
    {
        PutResult put => $"put {put.Version} {Of(put.Previous)}",
        GetResult get => $"get {Of(get.Entry)}",
        DeleteResult delete => $"delete {delete.Deleted} {Of(delete.Previous)}",
        IncrementResult increment => $"increment {increment.Total} {increment.Version}",
        RangeResult range => $"range {range.Count} {range.More} {string.Join(",", range.Entries.Select(Of))}",
        DeleteRangeResult range => $"gone {range.Deleted} {range.More} {string.Join(",", range.Previous.Select(Of))}",
        _ => throw new ArgumentException("An unknown result.", nameof(result)),
    };

    private static string Of(TableEntry? entry) => entry is null
        ? "none"
        : $"{Hex(entry.LKey)}={(entry.Value.IsNumber ? "#" : "")}{entry.Value}"
            + $"({entry.CreateRevision},{entry.ModRevision},{entry.Version})";

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexString(bytes.Span);
}
