using System.Globalization;
using System.Text.Json;
using Orleans.TableService.Cli.Output;

namespace Orleans.TableService.Cli.Commands.Streams;

/// <summary>stream ranges</summary>
internal sealed class ListRangesCommand(CommandSetup setup)
    : StreamCommand(setup, "ranges", "List the ranges of a stream: their bounds, owners and sizes.")
{
    private static readonly string[] Heading =
    [
        "range", "from", "up to", "state", "owner", "epoch", "oldest", "revision", "keys ~", "journal bytes",
        "index bytes",
    ];

    protected override async Task<int> RunAsync(
        Invocation invocation,
        string stream,
        CancellationToken cancellationToken)
    {
        var ranges = await invocation.Admin
            .ListRangesAsync(invocation.Namespace, stream, cancellationToken)
            .ConfigureAwait(false);
        if (invocation.Json)
        {
            foreach (var range in ranges)
            {
                JsonLine.Write(invocation.Output, json => Write(json, range));
            }
        }
        else
        {
            Columns.Write(invocation.Output, Heading, [.. ranges.Select(Row)]);
        }

        return ExitCodes.Done;
    }

    private static string[] Row(RangeInfo range) =>
    [
        range.Id.ToString(),
        range.Interval.Start.IsEmpty ? "-" : Convert.ToHexStringLower(range.Interval.Start.Span),
        range.Interval.End is { } end ? Convert.ToHexStringLower(end.Span) : "-",
        Properties.Name(range.State),
        range.Owner.Length == 0 ? "-" : range.Owner,
        Text(range.Epoch),
        Text(range.OldestRevision),
        Text(range.Revision),
        Text(range.KeysEstimate),
        Text(range.JournalBytes),
        Text(range.IndexBytes),
    ];

    private static void Write(Utf8JsonWriter json, RangeInfo range)
    {
        json.WriteString("range", range.Id.ToString());
        json.WriteString("startHex", Convert.ToHexStringLower(range.Interval.Start.Span));
        if (range.Interval.End is { } end)
        {
            json.WriteString("endHex", Convert.ToHexStringLower(end.Span));
        }

        json.WriteString("state", Properties.Name(range.State));
        json.WriteString("owner", range.Owner);
        json.WriteNumber("epoch", range.Epoch);
        json.WriteNumber("oldestRevision", range.OldestRevision);
        json.WriteNumber("revision", range.Revision);
        json.WriteNumber("keysEstimate", range.KeysEstimate);
        json.WriteNumber("journalBytes", range.JournalBytes);
        json.WriteNumber("indexBytes", range.IndexBytes);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
