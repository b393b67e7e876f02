using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>
/// Sends a transaction at once while few others are under way, and else those that come together in one batch.
/// </summary>
/// <param name="range">Where they go.</param>
/// <param name="mapVersion">Version of the map that says so.</param>
/// <param name="aloneMax">While no more than so many are under way, each is sent by itself.</param>
/// <remarks>
/// A batch waits for nothing but its turn on the pool, so it holds what came while the pool was busy: the busier, the
/// more of them share one grain call, one wake-up of the range and one reply.
/// </remarks>
internal sealed class CommitGatherer(IRangeGrain range, long mapVersion, int aloneMax) : IThreadPoolWorkItem
{
    private const int BatchCountMax = 512;
    private const long BatchSizeMaxBytes = 256 << 10;

    private readonly ConcurrentQueue<GatheredCommit> _waiting = new();
    private int _isScheduled;
    private int _underWay;

    /// <summary>Sends a transaction; whatever keeps it from an outcome is thrown.</summary>
    public ValueTask<TransactionOutcome> SendAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken) => SendAsync(transaction, appeal: null, cancellationToken);

    /// <summary>Sends a transaction; with an appeal failures are values.</summary>
    public ValueTask<TransactionOutcome> SendAsync(
        TableTransaction transaction,
        ICommitAppeal? appeal,
        CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _underWay) <= aloneMax)
        {
            return SendAloneAsync(transaction, appeal, cancellationToken);
        }

        var pending = PendingCommit.Rent(this);
        var wait = pending.WaitAsync(cancellationToken);
        Gather(new GatheredCommit(this, transaction, pending, appeal, cancellationToken));
        return wait;
    }

    /// <summary>Sends a transaction and tells a receiver; with an appeal failures are values.</summary>
    public void Submit(
        TableTransaction transaction,
        IOutcomeReceiver receiver,
        ICommitAppeal? appeal,
        CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _underWay) <= aloneMax)
        {
            _ = receiver.FollowAsync(SendAloneAsync(transaction, appeal, cancellationToken));
        }
        else
        {
            Gather(new GatheredCommit(this, transaction, receiver, appeal, cancellationToken));
        }
    }

    /// <summary>A transaction that was gathered has come to its end.</summary>
    public void Leave() => Interlocked.Decrement(ref _underWay);

    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Exchange(ref _isScheduled, 0);
        while (Take() is { } batch)
        {
            _ = SendAsync(batch);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TransactionOutcome> SendAloneAsync(
        TableTransaction transaction,
        ICommitAppeal? appeal,
        CancellationToken cancellationToken)
    {
        TransactionOutcome outcome;
        try
        {
            var batch = new CommitBatch { Transactions = new[] { transaction }, MapVersion = mapVersion };
            var reply = await range.CommitAsync(batch, cancellationToken).ConfigureAwait(false);
            outcome = reply.Outcomes[0];
        }
        catch (Exception e) when (appeal is not null && !cancellationToken.IsCancellationRequested)
        {
            outcome = new TransactionOutcome(GrainCallFaults.OfWrite(e));
        }
        finally
        {
            Leave();
        }

        return appeal is null || appeal.IsFinal(outcome)
            ? outcome
            : await appeal.SendAgainAsync(transaction, outcome.Fault!, cancellationToken).ConfigureAwait(false);
    }

    private void Gather(in GatheredCommit commit)
    {
        _waiting.Enqueue(commit);
        if (Interlocked.CompareExchange(ref _isScheduled, 1, 0) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private List<GatheredCommit>? Take()
    {
        List<GatheredCommit>? batch = null;
        long size = 0;
        while (size < BatchSizeMaxBytes
            && (batch is null || batch.Count < BatchCountMax)
            && _waiting.TryDequeue(out var next))
        {
            if (!next.EndIfGivenUp())
            {
                (batch ??= new List<GatheredCommit>(16)).Add(next);
                size += TransactionCheck.SizeBytes(next.Transaction);
            }
        }

        return batch;
    }

    // Never fails, and ends with the last outcome of its batch: who waits for it are the batch's callers.
    private async Task SendAsync(List<GatheredCommit> batch)
    {
        IReadOnlyList<TransactionOutcome> outcomes;
        try
        {
            outcomes = await CommitAsync(batch).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            batch.ForEach(commit => commit.Fail(e));
            return;
        }

        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Complete(outcomes[i]);
        }
    }

    private async Task<IReadOnlyList<TransactionOutcome>> CommitAsync(List<GatheredCommit> batch)
    {
        var transactions = new TableTransaction[batch.Count];
        for (var i = 0; i < transactions.Length; i++)
        {
            transactions[i] = batch[i].Transaction;
        }

        var call = new CommitBatch { Transactions = transactions, MapVersion = mapVersion };
        var reply = await range.CommitAsync(call, CancellationToken.None).ConfigureAwait(false);
        return reply.Outcomes.Count == transactions.Length
            ? reply.Outcomes
            : throw new InvalidOperationException("A range answered more or fewer transactions than it was sent.");
    }
}
