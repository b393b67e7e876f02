namespace Orleans.TableService.Client;

/// <summary>A submitted transaction that waits for its outcome.</summary>
internal sealed class PendingOperation(TableTransaction transaction, long submittedAt)
{
    private readonly TaskCompletionSource<TransactionOutcome> _outcome =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TableTransaction Transaction => transaction;

    public long SubmittedAt => submittedAt;

    public bool IsRead => TransactionWriter.IsRead(transaction);

    /// <summary>Whether it was handed to the connection, so that the server may have seen it.</summary>
    public bool IsSent { get; set; }

    public Task<TransactionOutcome> OutcomeAsync(CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? _outcome.Task.WaitAsync(cancellationToken) : _outcome.Task;

    public void Complete(TransactionOutcome outcome) => _outcome.TrySetResult(outcome);

    /// <summary>Ends it without the server's word.</summary>
    /// <param name="unreached">Why it is known not to have been carried out, if it is.</param>
    /// <param name="why">Why there is no answer.</param>
    public void Break(Fault? unreached, string why)
    {
        var fault = unreached
            ?? (IsSent && !IsRead ? Faults.UnknownOutcome(why) : Faults.Unavailable(why));
        Complete(new TransactionOutcome(fault));
    }
}
