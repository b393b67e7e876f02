using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>The wait for the outcome of a transaction that travels with others. Pooled.</summary>
/// <remarks>
/// Two own it, the caller who waits and the batch; when both are done it goes back to the pool. Who gives up stops
/// waiting, and the transaction may still be carried out.
/// </remarks>
internal sealed class PendingCommit : IValueTaskSource<TransactionOutcome>, IOutcomeReceiver
{
    private const int KeptMax = 4096;

    private static readonly ConcurrentQueue<PendingCommit> Free = new();
    private static int _freeCount;

    private ManualResetValueTaskSourceCore<TransactionOutcome> _source =
        new() { RunContinuationsAsynchronously = true };
    private CommitGatherer _gatherer = null!;
    private CancellationTokenRegistration _registration;
    private int _isEnded;
    private int _holds;

    private PendingCommit()
    {
    }

    /// <summary>One that is not in use.</summary>
    public static PendingCommit Rent(CommitGatherer gatherer)
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
        pending._holds = 2;
        Volatile.Write(ref pending._isEnded, 0);
        return pending;
    }

    /// <summary>The caller's wait; called once, before the transaction is queued.</summary>
    public ValueTask<TransactionOutcome> WaitAsync(CancellationToken cancellationToken)
    {
        var wait = new ValueTask<TransactionOutcome>(this, _source.Version);
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

    /// <summary>Ends the wait with an outcome; the batch must not touch it afterwards.</summary>
    public void Complete(in TransactionOutcome outcome)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _source.SetResult(outcome);
        }

        LetGo();
    }

    /// <summary>Ends the wait with a failure; the batch must not touch it afterwards.</summary>
    public void Fail(Exception error)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _source.SetException(error);
        }

        LetGo();
    }

    /// <inheritdoc/>
    public TransactionOutcome GetResult(short token)
    {
        // Before anything that the next use would feel, should this be asked twice or too early.
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The outcome is not there yet: await it.");
        }

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

    private void LetGo()
    {
        if (Interlocked.Decrement(ref _holds) > 0)
        {
            return;
        }

        _gatherer = null!;
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
