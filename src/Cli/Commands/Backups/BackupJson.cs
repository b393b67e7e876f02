using System.Globalization;
using System.Text.Json;
using Orleans.TableService.Cli.Backups;

namespace Orleans.TableService.Cli.Commands.Backups;

/// <summary>A stream of a backup as a line.</summary>
internal static class BackupJson
{
    public static string Line(BackupStream stream) => string.Create(
        CultureInfo.InvariantCulture,
        $"{stream.Namespace}/{stream.Name}: {stream.Totals.Entries} entries of {stream.Totals.Ranges} ranges, "
        + $"up to revision {stream.Totals.Revision}, {stream.SizeBytes} bytes");

    public static void Write(Utf8JsonWriter json, BackupStream stream)
    {
        json.WriteString("namespace", stream.Namespace);
        json.WriteString("stream", stream.Name);
        json.WriteNumber("ranges", stream.Totals.Ranges);
        json.WriteNumber("entries", stream.Totals.Entries);
        json.WriteNumber("revision", stream.Totals.Revision);
        json.WriteNumber("bytes", stream.SizeBytes);
    }
}
