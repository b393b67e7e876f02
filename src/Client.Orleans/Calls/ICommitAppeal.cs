namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>Has the last word on what became of a transaction, before its caller learns of it.</summary>
/// <remarks>
/// Asked where an outcome arrives, so that a transaction whose first outcome stands costs no state machine of its own.
/// </remarks>
internal interface ICommitAppeal
{
    /// <summary>Whether the outcome stands.</summary>
    bool IsFinal(in TransactionOutcome outcome);

    /// <summary>Sends a transaction again whose outcome does not stand.</summary>
    ValueTask<TransactionOutcome> SendAgainAsync(
        TableTransaction transaction,
        Fault fault,
        CancellationToken cancellationToken);
}
