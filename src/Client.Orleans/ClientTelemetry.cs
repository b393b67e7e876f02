using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.TableService.Client.Orleans;

/// <summary>What the client reports about itself.</summary>
public static class ClientTelemetry
{
    /// <summary>Name of the <see cref="Meter"/> and the <see cref="ActivitySource"/>.</summary>
    public const string Name = "Orleans.TableService.Client.Orleans";

    private static readonly Meter Meter = new(Name);

    internal static readonly ActivitySource Activities = new(Name);

    internal static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "tableservice.client.retries", "{attempt}", "Attempts after a range said that it did not carry a request out.");
}
