using System.Diagnostics;
using Orleans.TableService.Client.Orleans.Calls;
using Orleans.TableService.Client.Orleans.Routing;

namespace Orleans.TableService.Client.Orleans;

/// <summary>One table over its ranges' grains.</summary>
internal sealed class OrleansTable(OrleansTableService service, RouteCell cell, CallContext context) : ITable
{
    private readonly CommitCall _commit = new(service, cell, context);

    /// <inheritdoc/>
    public StreamInfo Info { get; } = cell.Current.Map.Stream;

    /// <inheritdoc/>
    public ValueTask<TransactionOutcome> TryCommitAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken = default) =>
        TransactionCheck.Check(transaction, context.Limits) is { } fault
            ? ValueTask.FromResult(new TransactionOutcome(fault))
            : ClientTelemetry.Activities.HasListeners()
                ? SendTracedAsync(transaction, cancellationToken)
                : _commit.SendAsync(transaction, cancellationToken);

    /// <inheritdoc/>
    public void Submit(
        TableTransaction transaction,
        IOutcomeReceiver receiver,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        if (TransactionCheck.Check(transaction, context.Limits) is { } fault)
        {
            receiver.Complete(new TransactionOutcome(fault));
        }
        else if (ClientTelemetry.Activities.HasListeners())
        {
            _ = receiver.FollowAsync(SendTracedAsync(transaction, cancellationToken));
        }
        else
        {
            _commit.Submit(transaction, receiver, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChangeBatch> WatchAsync(
        WatchRequest request,
        CancellationToken cancellationToken = default) =>
        TransactionCheck.Check(request, context.Limits) is { } fault
            ? throw fault.ToException()
            : new WatchLoop(service, cell, context, request).FollowAsync(cancellationToken);

    private async ValueTask<TransactionOutcome> SendTracedAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken)
    {
        using var activity = ClientTelemetry.Activities.StartActivity("tableservice.commit");
        activity?.SetTag("tableservice.table", Info.Name);
        var outcome = await _commit.SendAsync(transaction, cancellationToken).ConfigureAwait(false);
        if (!outcome.IsResult)
        {
            activity?.SetStatus(ActivityStatusCode.Error, outcome.Fault.Code.ToString());
        }

        return outcome;
    }
}
