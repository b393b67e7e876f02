using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Orleans.TableService.Gateway;

/// <summary>Checks transactions and hands them to their tables; failures are values.</summary>
internal sealed class Committer(TableCache tables, IOptions<TableLimits> limits, ILogger<Committer> logger)
{
    private readonly TableLimits _limits = limits.Value;

    /// <summary>Carries out a transaction; a table that was deleted and created again is found again.</summary>
    public ValueTask<TransactionOutcome> CommitAsync(
        TableName name,
        TableTransaction transaction,
        CancellationToken cancellationToken)
    {
        if (TransactionCheck.Check(transaction, _limits) is { } fault)
        {
            return new ValueTask<TransactionOutcome>(new TransactionOutcome(fault));
        }

        return tables.Find(name) is { } table
            ? CommitOpenAsync(name, table, transaction, cancellationToken)
            : OpenAndCommitAsync(name, transaction, cancellationToken);
    }

    /// <summary>
    /// Whether a fault may come from a table that was deleted and is there again under the same name.
    /// </summary>
    public static bool MayBeStale(Fault? fault) =>
        fault?.Code is FaultCode.StreamNotFound or FaultCode.NamespaceNotFound;

    // Pooled, so that an operation in flight costs no state machine of its own.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TransactionOutcome> CommitOpenAsync(
        TableName name,
        ITable table,
        TableTransaction transaction,
        CancellationToken cancellationToken)
    {
        TransactionOutcome outcome;
        try
        {
            outcome = await table.TryCommitAsync(transaction, cancellationToken);
        }
        catch (Exception exception) when (!IsCancellation(exception, cancellationToken))
        {
            outcome = new TransactionOutcome(ExceptionFaults.Of(exception, logger));
        }

        if (!MayBeStale(outcome.Fault))
        {
            return outcome;
        }

        tables.Forget(name, table);
        return await OpenAndCommitAsync(name, transaction, cancellationToken);
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

    private static bool IsCancellation(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;
}
