using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>
/// Sends transactions to one range: short ones together with those that come at the same time, others by themselves.
/// Safe for use by many callers.
/// </summary>
/// <remarks>
/// The transactions of one batch are answered together, so only those travel together that take equally long: single
/// gets, and single writes, each in batches of their own.
/// </remarks>
internal sealed class RangeSender(IRangeGrain range, long mapVersion)
{
    private readonly CommitGatherer _reads = new(range, mapVersion);
    private readonly CommitGatherer _writes = new(range, mapVersion);

    /// <summary>Sends a transaction; whatever keeps it from an outcome is thrown.</summary>
    public ValueTask<TransactionOutcome> SendAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken) =>
        GathererOf(transaction) is { } gatherer
            ? gatherer.SendAsync(transaction, cancellationToken)
            : SendAloneAsync(transaction, cancellationToken);

    private CommitGatherer? GathererOf(TableTransaction transaction)
    {
        if (transaction.Success.Count != 1 || transaction.Compares.Count + transaction.Failure.Count != 0)
        {
            return null;
        }

        return transaction.Success[0] switch
        {
            GetOperation => _reads,
            PutOperation or DeleteOperation or IncrementOperation => _writes,
            _ => null,
        };
    }

    private async ValueTask<TransactionOutcome> SendAloneAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken)
    {
        var batch = new CommitBatch { Transactions = new[] { transaction }, MapVersion = mapVersion };
        var reply = await range.CommitAsync(batch, cancellationToken).ConfigureAwait(false);
        return reply.Outcomes[0];
    }
}
