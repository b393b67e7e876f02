using System.Globalization;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Output;

/// <summary>Keys, values and changes as lines of text.</summary>
internal static class EntryText
{
    public static string Value(TableValue value, BytesFormat format) => value.IsNumber
        ? value.Number.ToString(CultureInfo.InvariantCulture)
        : BytesText.Show(value.Bytes.Span, format);

    /// <summary>The value as part of a line that holds more.</summary>
    public static string InLine(TableValue value, BytesFormat format) => value.IsNumber
        ? Value(value, format)
        : BytesText.ShowInLine(value.Bytes.Span, format);

    public static string Line(TableEntry entry, BytesFormat format) =>
        $"{BytesText.ShowInLine(entry.LKey.Span, format)} = {InLine(entry.Value, format)}";

    public static string Previous(TableEntry? entry, BytesFormat format) =>
        entry is null ? "there was no previous value" : $"previous value = {InLine(entry.Value, format)}";

    /// <summary>The state of one key, as get prints it.</summary>
    public static string State(string shownKey, TableEntry? entry, BytesFormat format) =>
        entry is null ? $"key '{shownKey}' doesn't exist." : $"value = {Value(entry.Value, format)}";

    public static string Change(TableChange change, BytesFormat format)
    {
        var key = BytesText.ShowInLine(change.LKey.Span, format);
        var cause = change.Cause switch
        {
            ChangeCause.Expired => ", expired",
            ChangeCause.Lease => ", its lease ended",
            _ => "",
        };
        return change.Entry is { } entry
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"put {key} = {InLine(entry.Value, format)} (revision {change.Revision}, version {entry.Version})")
            : string.Create(CultureInfo.InvariantCulture, $"delete {key} (revision {change.Revision}{cause})");
    }
}
