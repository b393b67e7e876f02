namespace Orleans.TableService.Storage.Ranges;

/// <summary>Submits single transactions.</summary>
public static class RangeStoreExtensions
{
    /// <summary>Carries out one transaction. A result means that its effects are durable and seen by all.</summary>
    /// <remarks>
    /// The continuation never runs on a storage thread. Cancelling gives up waiting; a write that has left the queue
    /// still happens.
    /// </remarks>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public static ValueTask<TransactionOutcome> SubmitAsync(
        this IRangeStore store,
        TableTransaction transaction,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(transaction);
        var wait = new Wait(cancellationToken);
        store.Submit([transaction], wait, cancellationToken);
        return new(wait.Task);
    }

    private sealed class Wait(CancellationToken cancellationToken)
        : TaskCompletionSource<TransactionOutcome>(TaskCreationOptions.RunContinuationsAsynchronously), IOutcomeSink
    {
        public void Set(int index, in TransactionOutcome outcome) => SetResult(outcome);

        public void GiveUp(int index) => SetCanceled(cancellationToken);
    }
}
