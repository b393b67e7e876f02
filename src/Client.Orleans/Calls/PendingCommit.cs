using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>A transaction that travels with others, and the wait for its outcome. Pooled.</summary>
/// <remarks>
/// Two own it, the caller who waits and the batch; when both are done it goes back to the pool. Who gives up stops
/// waiting, and the transaction may still be carried out.
/// </remarks>
internal sealed class PendingCommit : IValueTaskSource<TransactionOutcome>
{
    private const int KeptMax = 4096;

    private static readonly ConcurrentQueue<PendingCommit> Free = new();
    private static int _freeCount;

    private ManualResetValueTaskSourceCore<TransactionOutcome> _source =
        new() { RunContinuationsAsynchronously = true };
    private CommitGatherer _gatherer = null!;
    private ICommitAppeal? _appeal;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private int _isEnded;
    private int _holds;

    private PendingCommit()
    {
    }

    /// <summary>What to carry out.</summary>
    public TableTransaction Transaction { get; private set; } = null!;

    /// <summary>One that is not in use.</summary>
    public static PendingCommit Rent(CommitGatherer gatherer, TableTransaction transaction, ICommitAppeal? appeal)
    {
        if (Free.TryDequeue(out var pending))
        {
            Interlocked.Decrement(ref _freeCount);
        }
        else
        {
            pending = new PendingCommit();
        }

        pending._gatherer = gatherer;
        pending._appeal = appeal;
        pending.Transaction = transaction;
        pending._holds = 2;
        Volatile.Write(ref pending._isEnded, 0);
        return pending;
    }

    /// <summary>The caller's wait; called once, before the transaction is queued.</summary>
    public ValueTask<TransactionOutcome> WaitAsync(CancellationToken cancellationToken)
    {
        var wait = new ValueTask<TransactionOutcome>(this, _source.Version);
        _cancellation = cancellationToken;
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(
                static (pending, token) => ((PendingCommit)pending!).Cancel(token), this);
        }

        return wait;
    }

    /// <summary>Whether the caller does not wait any more.</summary>
    public bool IsGivenUp => Volatile.Read(ref _isEnded) != 0;

    /// <summary>Lets go of what nobody waits for; the batch must not touch it afterwards.</summary>
    public void Drop() => LetGo();

    /// <summary>Ends the wait with an outcome that stands; the batch must not touch it afterwards.</summary>
    public void Complete(in TransactionOutcome outcome)
    {
        if (_appeal is null || _appeal.IsFinal(outcome) || IsGivenUp)
        {
            End(outcome);
        }
        else
        {
            _ = SendAgainAsync(_appeal, outcome.Fault!);
        }
    }

    /// <summary>Ends the wait with a failure; the batch must not touch it afterwards.</summary>
    public void Fail(Exception error)
    {
        if (_appeal is null)
        {
            End(error);
        }
        else
        {
            Complete(new TransactionOutcome(GrainCallFaults.OfWrite(error)));
        }
    }

    /// <inheritdoc/>
    public TransactionOutcome GetResult(short token)
    {
        // Waits for a cancellation that is just running, which would else meet the next use.
        _registration.Dispose();
        _gatherer.Leave();
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            LetGo();
        }
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags) => _source.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _source.SetException(new OperationCanceledException(cancellationToken));
        }
    }

    // Never fails: the caller's wait ends with whatever it ends with.
    private async Task SendAgainAsync(ICommitAppeal appeal, Fault fault)
    {
        TransactionOutcome outcome;
        try
        {
            outcome = await appeal.SendAgainAsync(Transaction, fault, _cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            End(e);
            return;
        }

        End(outcome);
    }

    private void End(in TransactionOutcome outcome)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _source.SetResult(outcome);
        }

        LetGo();
    }

    private void End(Exception error)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _source.SetException(error);
        }

        LetGo();
    }

    private void LetGo()
    {
        if (Interlocked.Decrement(ref _holds) > 0)
        {
            return;
        }

        Transaction = null!;
        _gatherer = null!;
        _appeal = null;
        _cancellation = default;
        _registration = default;
        _source.Reset();
        if (Interlocked.Increment(ref _freeCount) <= KeptMax)
        {
            Free.Enqueue(this);
        }
        else
        {
            Interlocked.Decrement(ref _freeCount);
        }
    }
}
