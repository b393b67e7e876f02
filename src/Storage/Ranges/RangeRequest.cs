using System.Threading.Tasks.Sources;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>One submitted transaction, from the caller's wait to its reply. Pooled.</summary>
/// <remarks>
/// Two own it, the caller who waits and the store; when both are done it goes back to the pool. Cancelling
/// ends the wait, never the store's hold; but while the store reads the transaction, whose memory is the
/// caller's, the wait goes on.
/// </remarks>
internal sealed class RangeRequest : IValueTaskSource<TransactionOutcome>
{
    /// <summary>What a waiting request weighs beside its keys and values, in bytes.</summary>
    public const int OverheadBytes = 256;

    private const int Waiting = 0;
    private const int InUse = 1;
    private const int InUseCancelled = 2;
    private const int Answered = 3;
    private const int Cancelled = 4;

    private readonly RequestPool _pool;
    private ManualResetValueTaskSourceCore<TransactionOutcome> _source;
    private CancellationTokenRegistration _registration;
    private QueueBudget _budget = null!;
    private CancellationToken _cancellation;
    private TransactionOutcome _outcome;
    private int _state;
    private int _holds;

    public RangeRequest(RequestPool pool)
    {
        _pool = pool;
        _source.RunContinuationsAsynchronously = true;
    }

    /// <summary>What to carry out.</summary>
    public TableTransaction Transaction { get; private set; } = null!;

    /// <summary>Hash of its pKey.</summary>
    public long Hash { get; private set; }

    /// <summary>What it weighs, from when it is queued until it is released.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Where its point keys begin in the batch.</summary>
    public int FirstSlot { get; set; }

    /// <summary>Begins a use.</summary>
    /// <param name="transaction">What to carry out.</param>
    /// <param name="hash">Hash of its pKey.</param>
    /// <param name="sizeBytes">What was taken of the budget.</param>
    /// <param name="budget">Gets it back when the request is released.</param>
    public void Begin(TableTransaction transaction, long hash, long sizeBytes, QueueBudget budget)
    {
        _budget = budget;
        Transaction = transaction;
        Hash = hash;
        SizeBytes = sizeBytes;
        _holds = 2;
        Volatile.Write(ref _state, Waiting);
    }

    /// <summary>The caller's wait; called once, before the request is queued.</summary>
    public ValueTask<TransactionOutcome> WaitAsync(CancellationToken cancellationToken)
    {
        var wait = new ValueTask<TransactionOutcome>(this, _source.Version);
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(
                static (request, token) => ((RangeRequest)request!).Cancel(token),
                this);
        }

        return wait;
    }

    /// <summary>Whether the caller gave up while the transaction is read.</summary>
    public bool IsGivenUp => Volatile.Read(ref _state) == InUseCancelled;

    /// <summary>
    /// Begins to read the transaction; until <see cref="EndUse"/> or a release its memory stays as it is.
    /// </summary>
    /// <returns>
    /// <see langword="false"/> when the caller gave up: the request is then released, and must
    /// not be touched afterwards.
    /// </returns>
    public bool TryUse()
    {
        var isWaiting = Interlocked.CompareExchange(ref _state, InUse, Waiting) == Waiting;
        if (!isWaiting)
        {
            Release();
        }

        return isWaiting;
    }

    /// <summary>Ends the reading: a caller who gave up meanwhile may have its memory back.</summary>
    public void EndUse()
    {
        if (Interlocked.CompareExchange(ref _state, Waiting, InUse) == InUseCancelled)
        {
            Volatile.Write(ref _state, Cancelled);
            _source.SetException(new OperationCanceledException(_cancellation));
        }
    }

    /// <summary>Notes the outcome; the caller sees it after <see cref="Release()"/>.</summary>
    public void Decide(in TransactionOutcome outcome) => _outcome = outcome;

    /// <summary>Lets the caller see what was decided. The store must not touch the request afterwards.</summary>
    public void Release()
    {
        _budget.Return(SizeBytes);
        switch (Interlocked.Exchange(ref _state, Answered))
        {
            case Cancelled:
                break;
            case InUseCancelled:
                _source.SetException(new OperationCanceledException(_cancellation));
                break;
            default:
                _source.SetResult(_outcome);
                break;
        }

        LetGo();
    }

    /// <summary>Decides and releases at once.</summary>
    public void Release(Fault fault)
    {
        Decide(new TransactionOutcome(fault));
        Release();
    }

    /// <inheritdoc/>
    public TransactionOutcome GetResult(short token)
    {
        _registration.Dispose();
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
        _cancellation = cancellationToken;
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state is not (Waiting or InUse))
            {
                return;
            }

            var next = state == Waiting ? Cancelled : InUseCancelled;
            if (Interlocked.CompareExchange(ref _state, next, state) == state)
            {
                if (next == Cancelled)
                {
                    _source.SetException(new OperationCanceledException(cancellationToken));
                }

                return;
            }
        }
    }

    private void LetGo()
    {
        if (Interlocked.Decrement(ref _holds) > 0)
        {
            return;
        }

        Transaction = null!;
        _outcome = default;
        _registration = default;
        _cancellation = default;
        _source.Reset();
        _pool.Return(this);
    }
}
