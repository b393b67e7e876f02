using Orleans.TableService.GrainContracts;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Ranges;

/// <summary>
/// Transactions that were submitted together: gathers their outcomes into one reply, without a task each.
/// </summary>
/// <remarks>
/// Outcomes are noted on the range's own threads, where they arise, instead of in a pool item each; that is a
/// store and a decrement. Who waits for the reply never runs there: grain calls end by their runtime's schedulers.
/// </remarks>
internal sealed class BatchSubmission : TaskCompletionSource<CommitReply>, IOutcomeSink
{
    private readonly TransactionOutcome[] _outcomes;
    private readonly CancellationToken _cancellation;
    private int _left;

    private BatchSubmission(int count, CancellationToken cancellationToken)
    {
        _outcomes = new TransactionOutcome[count];
        _cancellation = cancellationToken;
        _left = count + 1;
    }

    /// <summary>Submits every transaction, in order; ends when all have their outcomes.</summary>
    /// <exception cref="OperationCanceledException">The caller of a single transaction gave up.</exception>
    public static Task<CommitReply> SubmitAsync(
        IRangeStore store,
        IReadOnlyList<TableTransaction> transactions,
        CancellationToken cancellationToken)
    {
        var submission = new BatchSubmission(transactions.Count, cancellationToken);
        store.Submit(transactions, submission, cancellationToken);
        submission.Leave();
        return submission.Task;
    }

    /// <summary>The reply that none of the transactions was carried out.</summary>
    public static CommitReply Refuse(IReadOnlyList<TableTransaction> transactions, Fault fault)
    {
        var outcomes = new TransactionOutcome[transactions.Count];
        Array.Fill(outcomes, new TransactionOutcome(fault));
        return new CommitReply { Outcomes = outcomes };
    }

    /// <inheritdoc/>
    public void Set(int index, in TransactionOutcome outcome)
    {
        _outcomes[index] = outcome;
        Leave();
    }

    /// <inheritdoc/>
    public void GiveUp(int index)
    {
        if (_outcomes.Length == 1)
        {
            SetCanceled(_cancellation);
        }
        else
        {
            // Others of the batch may have been carried out, and the reply says so.
            Set(index, new TransactionOutcome(Faults.UnknownOutcome("the caller gave up")));
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            SetResult(new CommitReply { Outcomes = _outcomes });
        }
    }
}
