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
        BatchSubmission.SubmitAsync(store, batch.Transactions, cancellationToken);

    /// <summary>The reply that none of the transactions was carried out.</summary>
    public static CommitReply Refuse(CommitBatch batch, Fault fault)
    {
        var outcomes = new TransactionOutcome[batch.Transactions.Count];
        Array.Fill(outcomes, new TransactionOutcome(fault));
        return new CommitReply { Outcomes = outcomes };
    }
}
