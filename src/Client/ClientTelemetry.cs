using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.TableService.Client;

/// <summary>What the gRPC client reports about itself; docs/operations.md lists every instrument.</summary>
public static class ClientTelemetry
{
    /// <summary>Name of the <see cref="Meter"/> and the <see cref="ActivitySource"/>.</summary>
    public const string Name = "Orleans.TableService.Client";

    private const string Ok = "OK";

    internal static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "tableservice.grpc_client.retries", "{attempt}", "Attempts after the server said that nothing was done.");

    internal static readonly Histogram<double> CommitTime = Meter.CreateHistogram(
        "tableservice.grpc_client.commit.duration",
        "s",
        "Transactions as their callers see them, retries included.",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries =
                [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
        });

    /// <summary>Whether somebody wants to know of transactions.</summary>
    internal static bool IsObserved => CommitTime.Enabled || Activities.HasListeners();

    /// <summary>Measures a transaction.</summary>
    internal static async ValueTask<TransactionOutcome> MeasureAsync<TState>(
        Func<TState, CancellationToken, ValueTask<TransactionOutcome>> commit,
        TState state,
        CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var activity = Activities.StartActivity("tableservice.commit", ActivityKind.Client);
        var outcome = await commit(state, cancellationToken).ConfigureAwait(false);
        var status = outcome.IsResult ? Ok : outcome.Fault.Code.ToString();
        CommitTime.Record(
            Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("status", status));
        if (!outcome.IsResult)
        {
            activity?.SetStatus(ActivityStatusCode.Error, status);
        }

        return outcome;
    }
}
