using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Output;

/// <summary>Writes JSON objects, one per line.</summary>
/// <remarks>
/// Bytes become a string member where they are text and --hex or --base64 is not given; else the member's name says how
/// they are written: <c>keyHex</c>, <c>valueBase64</c>. A number is a JSON number.
/// </remarks>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TextWriter output, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    public static void Bytes(Utf8JsonWriter json, string name, ReadOnlySpan<byte> bytes, BytesFormat format)
    {
        if (format == BytesFormat.Hex)
        {
            json.WriteString(name + "Hex", Convert.ToHexStringLower(bytes));
        }
        else if (format == BytesFormat.Base64 || !BytesText.IsText(bytes))
        {
            json.WriteBase64String(name + "Base64", bytes);
        }
        else
        {
            json.WriteString(name, bytes);
        }
    }

    public static void Value(Utf8JsonWriter json, string name, TableValue value, BytesFormat format)
    {
        if (value.IsNumber)
        {
            json.WriteNumber(name, value.Number);
        }
        else
        {
            Bytes(json, name, value.Bytes.Span, format);
        }
    }

    public static void Entry(Utf8JsonWriter json, TableEntry entry, BytesFormat format, bool withValue = true)
    {
        Bytes(json, "key", entry.LKey.Span, format);
        if (withValue)
        {
            Value(json, "value", entry.Value, format);
        }

        json.WriteNumber("version", entry.Version);
        json.WriteNumber("createRevision", entry.CreateRevision);
        json.WriteNumber("modRevision", entry.ModRevision);
    }

    public static void Entry(Utf8JsonWriter json, string name, TableEntry? entry, BytesFormat format)
    {
        if (entry is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        Entry(json, entry, format);
        json.WriteEndObject();
    }

    public static void Time(Utf8JsonWriter json, string name, DateTimeOffset time) =>
        json.WriteString(name, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
}
