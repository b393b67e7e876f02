using System.Globalization;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Output;

/// <summary>The result of a transaction as lines of text: the branch taken, then each operation.</summary>
internal static class ResultText
{
    public static void Write(TextWriter output, TransactionResult result, BytesFormat format)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(result.Succeeded ? "success" : "failure")} (revision {result.Revision})"));
        foreach (var line in result.Results.SelectMany(one => Lines(one, format)))
        {
            output.WriteLine(line);
        }
    }

    private static IEnumerable<string> Lines(OperationResult result, BytesFormat format) => result switch
    {
        PutResult put => [Invariant($"put: version {put.Version}") + Was(put.Previous, format)],
        GetResult { Entry: { } entry } => ["get: " + EntryText.Line(entry, format)],
        GetResult => ["get: absent"],
        DeleteResult delete => [(delete.Deleted ? "delete: done" : "delete: absent") + Was(delete.Previous, format)],
        IncrementResult increment => [Invariant($"incr: {increment.Total}, version {increment.Version}")],
        RangeResult range => range.Entries
            .Select(entry => "  " + EntryText.Line(entry, format))
            .Prepend(Invariant($"range: {range.Count}{(range.More ? ", more are left" : "")}")),
        DeleteRangeResult delete => delete.Previous
            .Select(entry => "  " + EntryText.Line(entry, format))
            .Prepend(Invariant($"delete-range: {delete.Deleted}{(delete.More ? ", more are left" : "")}")),
        _ => [],
    };

    private static string Was(TableEntry? previous, BytesFormat format) =>
        previous is null ? "" : $", previous value = {EntryText.InLine(previous.Value, format)}";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
