using Microsoft.Extensions.Options;

namespace Orleans.TableService.Gateway;

/// <summary>Checks transactions and hands them to their tables; failures are values.</summary>
internal sealed class Committer(TableCache tables, IOptions<TableLimits> limits, ILogger<Committer> logger)
{
    private readonly TableLimits _limits = limits.Value;

    /// <summary>Carries out a transaction. Failures are thrown.</summary>
    /// <param name="name">The table's name.</param>
    /// <param name="transaction">What to carry out.</param>
    /// <param name="known">
    /// The table that the name led to before; what <see cref="MayBeStale"/> of it is to be sent again.
    /// </param>
    /// <param name="cancellationToken">The caller's.</param>
    public ValueTask<TransactionOutcome> SendAsync(
        TableName name,
        TableTransaction transaction,
        out ITable? known,
        CancellationToken cancellationToken)
    {
        if (Check(name, transaction, out known) is { } fault)
        {
            return new ValueTask<TransactionOutcome>(new TransactionOutcome(fault));
        }

        return known is not null
            ? known.TryCommitAsync(transaction, cancellationToken)
            : OpenAndCommitAsync(name, transaction, cancellationToken);
    }

    /// <summary>Carries out a transaction and tells a receiver.</summary>
    /// <inheritdoc cref="SendAsync"/>
    /// <param name="name"/>
    /// <param name="transaction"/>
    /// <param name="receiver">Is told.</param>
    /// <param name="known">Set before the receiver is told.</param>
    /// <param name="cancellationToken"/>
    public void Submit(
        TableName name,
        TableTransaction transaction,
        IOutcomeReceiver receiver,
        out ITable? known,
        CancellationToken cancellationToken)
    {
        if (Check(name, transaction, out known) is { } fault)
        {
            receiver.Complete(new TransactionOutcome(fault));
        }
        else if (known is not null)
        {
            known.Submit(transaction, receiver, cancellationToken);
        }
        else
        {
            _ = receiver.FollowAsync(OpenAndCommitAsync(name, transaction, cancellationToken));
        }
    }

    /// <summary>Carries out a transaction whose table may be gone and there again; failures are values.</summary>
    public ValueTask<TransactionOutcome> SendAgainAsync(
        TableName name,
        ITable gone,
        TableTransaction transaction,
        CancellationToken cancellationToken)
    {
        tables.Forget(name, gone);
        return OpenAndCommitAsync(name, transaction, cancellationToken);
    }

    /// <summary>
    /// Whether a fault may come from a table that was deleted and is there again under the same name.
    /// </summary>
    public static bool MayBeStale(Fault? fault) =>
        fault?.Code is FaultCode.StreamNotFound or FaultCode.NamespaceNotFound;

    /// <summary>Whether a failure is the caller's own cancellation.</summary>
    public static bool IsCancellation(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;

    /// <summary>The outcome that a failure is to its caller.</summary>
    public TransactionOutcome OutcomeOf(Exception exception) => new(ExceptionFaults.Of(exception, logger));

    // What refuses the transaction, or else the table if it is open.
    private Fault? Check(TableName name, TableTransaction transaction, out ITable? known)
    {
        var fault = TransactionCheck.Check(transaction, _limits);
        known = fault is null ? tables.Find(name) : null;
        return fault;
    }

    private async ValueTask<TransactionOutcome> OpenAndCommitAsync(
        TableName name,
        TableTransaction transaction,
        CancellationToken cancellationToken)
    {
        try
        {
            var table = await tables.OpenAsync(name, cancellationToken);
            var outcome = await table.TryCommitAsync(transaction, cancellationToken);
            if (MayBeStale(outcome.Fault))
            {
                tables.Forget(name, table);
            }

            return outcome;
        }
        catch (Exception exception) when (!IsCancellation(exception, cancellationToken))
        {
            return new TransactionOutcome(ExceptionFaults.Of(exception, logger));
        }
    }
}
