using System.Globalization;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;
using Orleans.TableService.Storage.Inspection;

namespace Orleans.TableService.Cli.Commands.Offline.Indexes;

/// <summary>Prints the keys of one range that differ, up to a number of them.</summary>
internal sealed class DifferenceWriter(Invocation invocation, RangeId range, int limit, BytesFormat format)
{
    private int _left = limit;

    public void Write(IndexDifference difference)
    {
        if (_left == 0)
        {
            return;
        }

        _left--;
        if (!invocation.Json)
        {
            invocation.Output.WriteLine(
                $"range {range}, key {Key(difference)}: the index holds {Text(difference.Index)}, "
                + $"the journal leads to {Text(difference.Journal)}");
            return;
        }

        JsonLine.Write(invocation.Output, json =>
        {
            json.WriteString("range", range.ToString());
            JsonLine.Bytes(json, "pKey", difference.PKey.Span, format);
            JsonLine.Bytes(json, "key", difference.LKey.Span, format);
            JsonLine.Entry(json, "index", difference.Index, format);
            JsonLine.Entry(json, "journal", difference.Journal, format);
        });
    }

    private string Key(IndexDifference difference)
    {
        var key = BytesText.ShowInLine(difference.LKey.Span, format);
        return difference.PKey.Span.SequenceEqual(difference.LKey.Span)
            ? key
            : $"{BytesText.ShowInLine(difference.PKey.Span, format)} / {key}";
    }

    private string Text(TableEntry? entry) => entry is null
        ? "nothing"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{EntryText.InLine(entry.Value, format)} (revision {entry.ModRevision}, version {entry.Version})");
}
