using Orleans.TableService.GrainContracts;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Ranges;

/// <summary>Passes a batch to an open range.</summary>
internal static class RangeCommit
{
    /// <summary>Submits every transaction and waits for all.</summary>
    public static Task<CommitReply> SubmitAsync(
        IRangeStore store,
        CommitBatch batch,
        CancellationToken cancellationToken) =>
        batch.Transactions.Count == 1
            ? SubmitOneAsync(store, batch.Transactions[0], cancellationToken)
            : BatchSubmission.SubmitAsync(store, batch.Transactions, cancellationToken);

    /// <summary>The reply that none of the transactions was carried out.</summary>
    public static CommitReply Refuse(CommitBatch batch, Fault fault)
    {
        var outcomes = new TransactionOutcome[batch.Transactions.Count];
        Array.Fill(outcomes, new TransactionOutcome(fault));
        return new CommitReply { Outcomes = outcomes };
    }

    private static async Task<CommitReply> SubmitOneAsync(
        IRangeStore store,
        TableTransaction transaction,
        CancellationToken cancellationToken)
    {
        try
        {
            return ReplyOf(await store.SubmitAsync(transaction, cancellationToken));
        }
        catch (TableException e)
        {
            return ReplyOf(new TransactionOutcome(e.Fault));
        }
    }

    private static CommitReply ReplyOf(TransactionOutcome outcome) => new() { Outcomes = new[] { outcome } };
}
