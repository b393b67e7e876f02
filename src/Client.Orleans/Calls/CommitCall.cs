using Orleans.TableService.Client.Orleans.Routing;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>
/// Sends a table's transactions to their ranges, and again where a range says that it did not carry them out.
/// </summary>
internal sealed class CommitCall(OrleansTableService service, RouteCell cell, CallContext context)
{
    private RoutedCommit? _routed;

    /// <summary>Sends a transaction and waits for its outcome.</summary>
    public ValueTask<TransactionOutcome> SendAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken) => Route().SendAsync(transaction, cancellationToken);

    /// <summary>Sends a transaction and tells a receiver of its outcome.</summary>
    public void Submit(
        TableTransaction transaction,
        IOutcomeReceiver receiver,
        CancellationToken cancellationToken) => Route().Submit(transaction, receiver, cancellationToken);

    /// <summary>Whether an outcome is what the caller is told: sending again would not better it.</summary>
    public static bool IsFinal(in TransactionOutcome outcome) =>
        outcome.IsResult || !(Retry.Helps(outcome.Fault) || IsGone(outcome.Fault));

    /// <summary>Sends a transaction again that <paramref name="route"/> led astray.</summary>
    public async ValueTask<TransactionOutcome> SendAgainAsync(
        TableRoute route,
        TableTransaction transaction,
        Fault fault,
        CancellationToken cancellationToken)
    {
        var retry = new Retry(context);
        while (true)
        {
            ClientTelemetry.Retries.Add(1);
            var fresh = await cell.RefreshAsync(route, cancellationToken).ConfigureAwait(false);
            if (!fresh.IsValue)
            {
                service.ForgetIfGone(cell, fresh.Fault);
                return new TransactionOutcome(fresh.Fault);
            }

            // The name still leads to the table that says it is gone: it is being deleted.
            if (IsGone(fault) && fresh.Value.Map.Stream.Id == route.Map.Stream.Id)
            {
                service.Forget(cell.Name);
                return new TransactionOutcome(Faults.StreamNotFound(cell.Name.Table));
            }

            route = fresh.Value;
            var outcome = await SendOnceAsync(route, transaction, cancellationToken).ConfigureAwait(false);
            if (IsFinal(outcome) || retry.IsOver)
            {
                return outcome;
            }

            fault = outcome.Fault!;
            await retry.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private RoutedCommit Route()
    {
        var routed = Volatile.Read(ref _routed);
        var route = cell.Current;
        if (routed?.Route != route)
        {
            routed = new RoutedCommit(this, route);
            Volatile.Write(ref _routed, routed);
        }

        return routed;
    }

    private static bool IsGone(Fault fault) => fault.Code == FaultCode.StreamNotFound;

    private static async ValueTask<TransactionOutcome> SendOnceAsync(
        TableRoute route,
        TableTransaction transaction,
        CancellationToken cancellationToken)
    {
        try
        {
            return await route.SendAsync(transaction, appeal: null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new TransactionOutcome(GrainCallFaults.OfWrite(e));
        }
    }
}
