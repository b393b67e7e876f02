using System.Threading.Tasks.Sources;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>One submitted transaction, from the caller's wait to its reply. Pooled.</summary>
/// <remarks>
/// Two own it, the caller who waits and the store; when both are done it goes back to the pool. Cancelling ends the wait,
/// never the store's hold.
/// </remarks>
internal sealed class RangeRequest : IValueTaskSource<TransactionOutcome>
{
    /// <summary>What a waiting request weighs beside its keys and values, in bytes.</summary>
    public const int OverheadBytes = 256;

    private const int Waiting = 0;
    private const int Answered = 1;
    private const int Cancelled = 2;

    private readonly RequestPool _pool;
    private ManualResetValueTaskSourceCore<TransactionOutcome> _source;
    private CancellationTokenRegistration _registration;
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

    /// <summary>What it weighs in the queues.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Where its point keys begin in the batch.</summary>
    public int FirstSlot { get; set; }

    /// <summary>Whether the caller gave up.</summary>
    public bool IsCancelled => Volatile.Read(ref _state) == Cancelled;

    /// <summary>Begins a use.</summary>
    public void Begin(TableTransaction transaction, long hash, long sizeBytes)
    {
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

    /// <summary>Notes the outcome; the caller sees it after <see cref="Release()"/>.</summary>
    public void Decide(in TransactionOutcome outcome) => _outcome = outcome;

    /// <summary>Lets the caller see what was decided. The store must not touch the request afterwards.</summary>
    public void Release()
    {
        if (Interlocked.CompareExchange(ref _state, Answered, Waiting) == Waiting)
        {
            _source.SetResult(_outcome);
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
        if (Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting)
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

        Transaction = null!;
        _outcome = default;
        _registration = default;
        _source.Reset();
        _pool.Return(this);
    }
}
