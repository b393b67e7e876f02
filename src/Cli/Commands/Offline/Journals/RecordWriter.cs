using System.Globalization;
using System.Text.Json;
using Orleans.TableService.Cli.Options;
using Orleans.TableService.Cli.Output;
using Orleans.TableService.Storage.Inspection;

namespace Orleans.TableService.Cli.Commands.Offline.Journals;

/// <summary>Prints records: a line for each changed key, or a JSON object for each record.</summary>
internal sealed class RecordWriter(Invocation invocation, BytesFormat format, bool withValues)
{
    private bool _isHeadingDue = true;

    public void Write(InspectedRecord record)
    {
        if (invocation.Json)
        {
            JsonLine.Write(invocation.Output, json => Write(json, record));
            return;
        }

        if (_isHeadingDue)
        {
            _isHeadingDue = false;
            Line("range", "lsn", "epoch", "committed", "kind", "version", "key");
        }

        foreach (var change in record.Changes)
        {
            Line(
                record.Range.ToString(),
                Text(record.Lsn),
                Text(record.Epoch),
                record.CommittedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                Kind(change),
                change.Entry is { } entry ? Text(entry.Version) : "-",
                Key(record, change) + (record.IsProved ? "" : "  (not proved durable)"));
        }
    }

    // Journals are long: the widths are fixed, so that the first line need not wait for the last.
    private void Line(string range, string lsn, string epoch, string time, string kind, string version, string key) =>
        invocation.Output.WriteLine($"{range,-11} {lsn,10} {epoch,5}  {time,-24}  {kind,-7} {version,7}  {key}");

    private string Key(InspectedRecord record, TableChange change)
    {
        var key = BytesText.ShowInLine(change.LKey.Span, format);
        if (!record.PKey.Span.SequenceEqual(change.LKey.Span))
        {
            key = $"{BytesText.ShowInLine(record.PKey.Span, format)} / {key}";
        }

        return withValues && change.Entry is { } entry ? $"{key} = {EntryText.InLine(entry.Value, format)}" : key;
    }

    private void Write(Utf8JsonWriter json, InspectedRecord record)
    {
        json.WriteString("range", record.Range.ToString());
        json.WriteNumber("lsn", record.Lsn);
        json.WriteNumber("epoch", record.Epoch);
        JsonLine.Time(json, "committedAt", record.CommittedAt);
        json.WriteBoolean("proved", record.IsProved);
        json.WriteString("file", record.File);
        json.WriteNumber("offset", record.Offset);
        JsonLine.Bytes(json, "pKey", record.PKey.Span, format);
        json.WriteStartArray("changes");
        foreach (var change in record.Changes)
        {
            json.WriteStartObject();
            Write(json, change);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, TableChange change)
    {
        json.WriteString("kind", Kind(change));
        if (change.Entry is { } entry)
        {
            JsonLine.Entry(json, entry, format, withValues);
        }
        else
        {
            JsonLine.Bytes(json, "key", change.LKey.Span, format);
        }

        if (withValues && change.Previous is { } previous)
        {
            JsonLine.Value(json, "previous", previous, format);
        }
    }

    private static string Kind(TableChange change) => (change.Kind, change.Cause) switch
    {
        (ChangeKind.Put, _) => "put",
        (_, ChangeCause.Expired) => "expired",
        (_, ChangeCause.Lease) => "lease",
        _ => "delete",
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
