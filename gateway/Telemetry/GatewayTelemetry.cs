using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Orleans.TableService.Gateway;

/// <summary>What the gRPC door reports about itself; docs/operations.md lists every instrument.</summary>
public static class GatewayTelemetry
{
    /// <summary>Name of the <see cref="Meter"/> and the <see cref="ActivitySource"/>.</summary>
    public const string Name = "Orleans.TableService.Gateway";

    internal static readonly ActivitySource Activities = new(Name);

    /// <summary>Calls under way, by method; only those that began while somebody listened.</summary>
    internal static readonly ConcurrentDictionary<string, StrongBox<long>> ActiveCalls = new(StringComparer.Ordinal);

    /// <summary>The windows of all open pipelines.</summary>
    internal static readonly ConcurrentDictionary<PipelineWindow, bool> Pipelines = new();

    private static readonly Meter Meter = new(Name);

    internal static readonly Histogram<double> RequestTime = Meter.CreateHistogram(
        "tableservice.gateway.request.duration",
        "s",
        "Calls of the gRPC door from their headers to their status; streams last as long as their clients want",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries =
                [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
        });

    internal static readonly Counter<long> PipelineOperations = Meter.CreateCounter<long>(
        "tableservice.gateway.pipeline.operations", "{operation}", "Operations of pipelines that came to an end");

    private static long _connections;

    static GatewayTelemetry()
    {
        Meter.CreateObservableGauge(
            "tableservice.gateway.requests.active",
            () => ActiveCalls.Select(call => new Measurement<long>(
                Volatile.Read(ref call.Value.Value), new KeyValuePair<string, object?>("method", call.Key))),
            "{request}",
            "Calls under way");
        Meter.CreateObservableGauge(
            "tableservice.gateway.pipelines", () => Pipelines.Count, "{pipeline}", "Pipelines that are open");
        Meter.CreateObservableGauge(
            "tableservice.gateway.pipeline.depth",
            () => Pipelines.Keys.Sum(window => (long)window.Operations),
            "{operation}",
            "Operations of all pipelines whose results are not written");
        Meter.CreateObservableGauge(
            "tableservice.gateway.pipeline.size",
            () => Pipelines.Keys.Sum(window => window.SizeBytes),
            "By",
            "Bytes of those operations and results");
        Meter.CreateObservableGauge(
            "tableservice.gateway.connections",
            () => Volatile.Read(ref _connections),
            "{connection}",
            "Connections to the doors that count them");
    }

    internal static void ConnectionOpened() => Interlocked.Increment(ref _connections);

    internal static void ConnectionClosed() => Interlocked.Decrement(ref _connections);
}
