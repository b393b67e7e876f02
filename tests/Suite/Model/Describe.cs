namespace Orleans.TableService.Tests.Suite.Model;

/// <summary>Outcomes and changes as text, with ordinals for revisions: equal texts are equal outcomes.</summary>
internal static class Describe
{
    public static string Outcome(TransactionOutcome outcome, Revisions revisions)
    {
        if (!outcome.IsResult)
        {
            var version = outcome.Fault.Code == FaultCode.ConditionFailed ? outcome.Fault.Text("actual_version") : "";
            return $"{outcome.Fault.Code} at {outcome.Fault.Text("operation")} {version}";
        }

        var results = outcome.Result.Results.Select(result => Result(result, revisions));
        return $"{(outcome.Result.Succeeded ? "success" : "failure")}: {string.Join("; ", results)}";
    }

    public static string Change(TableChange change, Revisions revisions) =>
        $"{change.Kind} {change.Cause} {Hex(change.LKey)} at {revisions.Ordinal(change.Revision)}: "
            + $"{Entry(change.Entry, revisions)}, was {Value(change.Previous)}";

    private static string Result(OperationResult result, Revisions revisions) => result switch
    {
        PutResult put => $"put {put.Version} {Entry(put.Previous, revisions)}",
        GetResult get => $"get {Entry(get.Entry, revisions)}",
        DeleteResult delete => $"delete {delete.Deleted} {Entry(delete.Previous, revisions)}",
        IncrementResult increment => $"increment {increment.Total} {increment.Version}",
        RangeResult range => $"range {range.Count} {range.More} {Entries(range.Entries, revisions)}",
        DeleteRangeResult delete => $"deleteRange {delete.Deleted} {delete.More} {Entries(delete.Previous, revisions)}",
        _ => $"unknown {result.GetType()}",
    };

    private static string Entries(IEnumerable<TableEntry> entries, Revisions revisions) =>
        $"[{string.Join(", ", entries.Select(entry => Entry(entry, revisions)))}]";

    private static string Entry(TableEntry? entry, Revisions revisions) =>
        entry is null
            ? "none"
            : $"{Hex(entry.LKey)}={Value(entry.Value)} created {revisions.Ordinal(entry.CreateRevision)} "
                + $"written {revisions.Ordinal(entry.ModRevision)} version {entry.Version}";

    private static string Value(TableValue? value) => value switch
    {
        null => "none",
        { IsNumber: true } number => $"number {number}",
        { } bytes => $"bytes {bytes}",
    };

    private static string Hex(ReadOnlyMemory<byte> bytes) => $"'{Convert.ToHexString(bytes.Span)}'";
}
