namespace Orleans.TableService.Client;

/// <summary>Has the last word on what became of a pipeline's operation, before its caller learns of it.</summary>
/// <remarks>
/// Asked where an outcome arrives, so that an operation whose first outcome stands costs no state machine of its own.
/// </remarks>
internal interface IOperationAppeal
{
    /// <summary>Whether the fault is what the caller is told.</summary>
    bool Stands(Fault fault);

    /// <summary>Sends a transaction again whose fault does not stand.</summary>
    ValueTask<TransactionOutcome> SendAgainAsync(
        TableTransaction transaction,
        Fault fault,
        long submittedAt,
        CancellationToken cancellationToken);
}
