using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.TableService.Grains;

/// <summary>What the grains report about themselves; docs/operations.md lists every instrument.</summary>
public static class GrainsTelemetry
{
    /// <summary>Name of the <see cref="Meter"/> and the <see cref="ActivitySource"/>.</summary>
    public const string Name = "Orleans.TableService.Grains";

    // As many tables as the storage tells apart.
    private const int TablesMax = 1000;

    internal static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);
    private static readonly ConcurrentDictionary<TableStreamId, (string Namespace, string Table)> Tables = new();

    internal static readonly Counter<long> StoppedRanges = Meter.CreateCounter<long>(
        "tableservice.ranges.stopped", "{range}", "Ranges that stopped on an error and were opened again.");

    internal static readonly Counter<long> FailedOpens = Meter.CreateCounter<long>(
        "tableservice.ranges.open_failures", "{attempt}", "Attempts to open a range that failed.");

    private static long _openRanges;

    static GrainsTelemetry()
    {
        Meter.CreateObservableUpDownCounter(
            "tableservice.ranges.open",
            () => Volatile.Read(ref _openRanges),
            "{range}",
            "Ranges that this silo has open.");
        Meter.CreateObservableGauge(
            "tableservice.table.info",
            () => Tables.Take(TablesMax).Select(table => new Measurement<long>(
                1,
                new("stream", table.Key.ToString()),
                new("namespace", table.Value.Namespace),
                new("table", table.Value.Table))),
            "{table}",
            "Always 1: which name belongs to the stream id that other instruments are tagged with.");
    }

    internal static void RangeOpened() => Interlocked.Increment(ref _openRanges);

    internal static void RangeClosed() => Interlocked.Decrement(ref _openRanges);

    /// <summary>A table's map is served here.</summary>
    internal static void TableServed(StreamInfo table) => Tables[table.Id] = (table.NamespaceName, table.Name);

    /// <summary>A table is no longer served here.</summary>
    internal static void TableGone(TableStreamId id) => Tables.TryRemove(id, out _);
}
