using System.Diagnostics.Metrics;

namespace Orleans.TableService.Grains;

/// <summary>What the grains report about themselves.</summary>
public static class GrainsTelemetry
{
    /// <summary>Name of the <see cref="Meter"/>.</summary>
    public const string Name = "Orleans.TableService.Grains";

    private static readonly Meter Meter = new(Name);

    internal static readonly UpDownCounter<long> OpenRanges = Meter.CreateUpDownCounter<long>(
        "tableservice.ranges.open", "{range}", "Ranges that this silo has open.");

    internal static readonly Counter<long> StoppedRanges = Meter.CreateCounter<long>(
        "tableservice.ranges.stopped", "{range}", "Ranges that stopped on an error and were opened again.");

    internal static readonly Counter<long> FailedOpens = Meter.CreateCounter<long>(
        "tableservice.ranges.open_failures", "{attempt}", "Attempts to open a range that failed.");
}
