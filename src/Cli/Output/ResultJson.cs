using System.Text.Json;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Output;

/// <summary>The result of a transaction as JSON.</summary>
internal static class ResultJson
{
    public static void Write(Utf8JsonWriter json, TransactionResult result, BytesFormat format)
    {
        json.WriteBoolean("succeeded", result.Succeeded);
        json.WriteNumber("revision", result.Revision);
        json.WriteStartArray("results");
        foreach (var one in result.Results)
        {
            json.WriteStartObject();
            Write(json, one, format);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, OperationResult result, BytesFormat format)
    {
        switch (result)
        {
            case PutResult put:
                json.WriteNumber("version", put.Version);
                JsonLine.Entry(json, "previous", put.Previous, format);
                break;
            case GetResult get:
                JsonLine.Entry(json, "entry", get.Entry, format);
                break;
            case DeleteResult delete:
                json.WriteBoolean("deleted", delete.Deleted);
                JsonLine.Entry(json, "previous", delete.Previous, format);
                break;
            case IncrementResult increment:
                json.WriteNumber("total", increment.Total);
                json.WriteNumber("version", increment.Version);
                break;
            case RangeResult range:
                json.WriteNumber("count", range.Count);
                json.WriteBoolean("more", range.More);
                Write(json, "entries", range.Entries, format);
                break;
            case DeleteRangeResult delete:
                json.WriteNumber("deleted", delete.Deleted);
                json.WriteBoolean("more", delete.More);
                Write(json, "previous", delete.Previous, format);
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<TableEntry> entries, BytesFormat format)
    {
        json.WriteStartArray(name);
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            JsonLine.Entry(json, entry, format);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
