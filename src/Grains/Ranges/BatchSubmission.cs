using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Orleans.TableService.GrainContracts;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Ranges;

/// <summary>
/// Transactions that were submitted together: gathers their outcomes into one reply, without a task each.
/// </summary>
/// <remarks>
/// Pooled. Outcomes are noted on the range's own threads, where they arise, instead of in a pool item each; that is a
/// store and a decrement. Who waits for the reply never runs there: grain calls end by their runtime's schedulers.
/// </remarks>
internal sealed class BatchSubmission
{
    private const int KeptMax = 64;

    private static readonly ConcurrentQueue<BatchSubmission> Free = new();

    private readonly List<Slot> _slots = [];
    private TransactionOutcome[] _outcomes = [];
    private TaskCompletionSource<CommitReply> _reply = null!;
    private int _left;

    /// <summary>Submits every transaction, in order; ends when all have their outcomes.</summary>
    public static Task<CommitReply> SubmitAsync(
        IRangeStore store,
        IReadOnlyList<TableTransaction> transactions,
        CancellationToken cancellationToken)
    {
        var submission = Free.TryDequeue(out var free) ? free : new BatchSubmission();
        return submission.RunAsync(store, transactions, cancellationToken);
    }

    private Task<CommitReply> RunAsync(
        IRangeStore store,
        IReadOnlyList<TableTransaction> transactions,
        CancellationToken cancellationToken)
    {
        var reply = _reply = new TaskCompletionSource<CommitReply>();
        _outcomes = new TransactionOutcome[transactions.Count];
        _left = transactions.Count + 1;
        var callers = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(WhereTheyArise.Context);
        try
        {
            for (var i = 0; i < transactions.Count; i++)
            {
                if (i == _slots.Count)
                {
                    _slots.Add(new Slot(this, i));
                }

                Follow(_slots[i], store, transactions[i], cancellationToken);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(callers);
        }

        Leave();
        return reply.Task;
    }

    private static void Follow(
        Slot slot,
        IRangeStore store,
        TableTransaction transaction,
        CancellationToken cancellationToken)
    {
        try
        {
            slot.Follow(store.SubmitAsync(transaction, cancellationToken));
        }
        catch (Exception e)
        {
            slot.End(OutcomeOf(e));
        }
    }

    private static TransactionOutcome OutcomeOf(Exception error) => new(error switch
    {
        TableException e => e.Fault,
        OperationCanceledException => Faults.UnknownOutcome("the caller gave up"),
        _ => Faults.UnknownOutcome($"{error.GetType().Name}: {error.Message}"),
    });

    private void Leave()
    {
        if (Interlocked.Decrement(ref _left) > 0)
        {
            return;
        }

        var (reply, outcomes) = (_reply, _outcomes);
        (_reply, _outcomes) = (null!, []);
        if (Free.Count < KeptMax)
        {
            Free.Enqueue(this);
        }

        reply.SetResult(new CommitReply { Outcomes = outcomes });
    }

    private sealed class Slot
    {
        private readonly BatchSubmission _owner;
        private readonly int _index;
        private readonly Action _finish;
        private ValueTaskAwaiter<TransactionOutcome> _outcome;

        public Slot(BatchSubmission owner, int index)
        {
            (_owner, _index) = (owner, index);
            _finish = Finish;
        }

        public void Follow(ValueTask<TransactionOutcome> submitted)
        {
            _outcome = submitted.GetAwaiter();
            if (_outcome.IsCompleted)
            {
                Finish();
            }
            else
            {
                _outcome.UnsafeOnCompleted(_finish);
            }
        }

        public void End(TransactionOutcome outcome)
        {
            _owner._outcomes[_index] = outcome;
            _owner.Leave();
        }

        private void Finish()
        {
            TransactionOutcome outcome;
            try
            {
                outcome = _outcome.GetResult();
            }
            catch (Exception e)
            {
                outcome = OutcomeOf(e);
            }

            _outcome = default;
            End(outcome);
        }
    }

    /// <summary>Runs continuations where what they wait for ends.</summary>
    private sealed class WhereTheyArise : SynchronizationContext
    {
        public static readonly WhereTheyArise Context = new();

        public override void Post(SendOrPostCallback d, object? state) => d(state);
    }
}
