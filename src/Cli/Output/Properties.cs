using System.Globalization;
using System.Text.Json;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Output;

/// <summary>Namespaces and streams as lines of text and as JSON.</summary>
internal static class Properties
{
    public static void Write(TextWriter output, NamespaceInfo info)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  id: {info.Id}"));
        output.WriteLine($"  created: {Time(info.CreatedAt)}");
    }

    public static void Write(Utf8JsonWriter json, NamespaceInfo info)
    {
        json.WriteString("namespace", info.Name);
        json.WriteNumber("id", info.Id);
        JsonLine.Time(json, "createdAt", info.CreatedAt);
    }

    public static void Write(TextWriter output, StreamInfo info)
    {
        output.WriteLine($"  id: {info.Id}");
        output.WriteLine($"  namespace: {info.NamespaceName}");
        output.WriteLine($"  storage type: {Name(info.Configuration.StorageType)}");
        output.WriteLine($"  key type: {Name(info.Configuration.KeyType)}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  initial ranges: {info.Configuration.InitialRanges}"));
        output.WriteLine($"  keeps previous values: {(info.Configuration.KeepPreviousValues ? "yes" : "no")}");
        output.WriteLine($"  history kept: {Text(info.Configuration.EffectiveRetention)}");
        if (info.Configuration.SeparateValuesFromBytes is { } separated)
        {
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"  separates values from: {separated} bytes"));
        }

        output.WriteLine($"  incarnation: {info.Incarnation}");
        output.WriteLine($"  created: {Time(info.CreatedAt)}");
    }

    public static void Write(Utf8JsonWriter json, StreamInfo info)
    {
        json.WriteString("stream", info.Name);
        json.WriteString("namespace", info.NamespaceName);
        json.WriteNumber("id", info.Id.Value);
        json.WriteString("storageType", Name(info.Configuration.StorageType));
        json.WriteString("keyType", Name(info.Configuration.KeyType));
        json.WriteNumber("initialRanges", info.Configuration.InitialRanges);
        json.WriteBoolean("keepsPreviousValues", info.Configuration.KeepPreviousValues);
        var retention = info.Configuration.EffectiveRetention;
        if (retention.Time is { } time)
        {
            json.WriteNumber("retentionTimeMs", (long)time.TotalMilliseconds);
        }

        if (retention.SizeBytes is { } size)
        {
            json.WriteNumber("retentionSizeBytes", size);
        }

        if (info.Configuration.SeparateValuesFromBytes is { } separated)
        {
            json.WriteNumber("separateValuesFromBytes", separated);
        }

        json.WriteString("incarnation", info.Incarnation);
        JsonLine.Time(json, "createdAt", info.CreatedAt);
    }

    public static string Name(KeyType keyType) => keyType == KeyType.Raw ? "raw" : "hash";

    public static string Name(StorageType storageType) => storageType == StorageType.Stream ? "stream" : "table";

    public static string Name(RangeState state) => state switch
    {
        RangeState.Active => "active",
        RangeState.Recovering => "recovering",
        RangeState.Stopped => "stopped",
        _ => "deleting",
    };

    private static string Text(HistoryRetention retention) => (retention.Time, retention.SizeBytes) switch
    {
        (null, null) => "forever",
        ({ } time, null) => QuantityOption.TimeText(time),
        (null, { } size) => $"{QuantityOption.SizeText(size)} in each range",
        ({ } time, { } size) =>
            $"{QuantityOption.TimeText(time)}, at most {QuantityOption.SizeText(size)} in each range",
    };

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
