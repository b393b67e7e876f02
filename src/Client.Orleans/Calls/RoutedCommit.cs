using Orleans.TableService.Client.Orleans.Routing;

namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>A table's transactions over one route; those that it led astray go on over the next.</summary>
internal sealed class RoutedCommit(CommitCall call, TableRoute route) : ICommitAppeal
{
    /// <summary>The route.</summary>
    public TableRoute Route => route;

    /// <summary>Sends a transaction and waits for its outcome; failures are values.</summary>
    public ValueTask<TransactionOutcome> SendAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken) => route.SendAsync(transaction, this, cancellationToken);

    /// <summary>Sends a transaction and tells a receiver; failures are values.</summary>
    public void Submit(
        TableTransaction transaction,
        IOutcomeReceiver receiver,
        CancellationToken cancellationToken) => route.Submit(transaction, receiver, this, cancellationToken);

    /// <inheritdoc/>
    public bool IsFinal(in TransactionOutcome outcome) => CommitCall.IsFinal(outcome);

    /// <inheritdoc/>
    public ValueTask<TransactionOutcome> SendAgainAsync(
        TableTransaction transaction,
        Fault fault,
        CancellationToken cancellationToken) => call.SendAgainAsync(route, transaction, fault, cancellationToken);
}
