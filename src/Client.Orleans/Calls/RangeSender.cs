using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>
/// Sends transactions to one range: single writes together with those that come at the same time, others by themselves.
/// Safe for use by many callers.
/// </summary>
/// <remarks>
/// The transactions of one batch are answered together, so only those travel together that take equally long. Writes wait
/// for a flush anyway; a single get is mostly answered from memory, before a batch of it could be gathered.
/// </remarks>
internal sealed class RangeSender(IRangeGrain range, long mapVersion)
{
    private readonly CommitGatherer _writes = new(range, mapVersion);

    /// <summary>Sends a transaction; whatever keeps it from an outcome is thrown.</summary>
    public ValueTask<TransactionOutcome> SendAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken) =>
        IsSingleWrite(transaction)
            ? _writes.SendAsync(transaction, cancellationToken)
            : SendAloneAsync(transaction, cancellationToken);

    private static bool IsSingleWrite(TableTransaction transaction) =>
        transaction.Success.Count == 1
        && transaction.Compares.Count + transaction.Failure.Count == 0
        && transaction.Success[0] is PutOperation or DeleteOperation or IncrementOperation;

    private async ValueTask<TransactionOutcome> SendAloneAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken)
    {
        var batch = new CommitBatch { Transactions = new[] { transaction }, MapVersion = mapVersion };
        var reply = await range.CommitAsync(batch, cancellationToken).ConfigureAwait(false);
        return reply.Outcomes[0];
    }
}
