using System.Threading.Tasks.Sources;

namespace Orleans.TableService.Client;

/// <summary>
/// A submitted transaction, which holds a place in the pipeline until it has an outcome, and the wait for that. Pooled.
/// </summary>
/// <remarks>
/// Two own it, the caller who waits and the queue of the stream; when both are done it goes back to the pool. Who gives
/// up stops waiting, and the transaction may still be carried out.
/// </remarks>
internal sealed class PendingOperation(PendingOperations pool) : IValueTaskSource<TransactionOutcome>
{
    private ManualResetValueTaskSourceCore<TransactionOutcome> _source;
    private CancellationTokenRegistration _registration;
    private CancellationToken _caller;
    private IOperationAppeal? _appeal;
    private TransactionOutcome _outcome;
    private OperationCanceledException? _givenUp;
    private int _isEnded;
    private int _holds;

    public TableTransaction Transaction { get; private set; } = null!;

    public long SubmittedAt { get; private set; }

    public bool IsRead => TransactionWriter.IsRead(Transaction);

    /// <summary>Whether it was handed to the connection, so that the server may have seen it.</summary>
    public bool IsSent { get; set; }

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsEnded => Volatile.Read(ref _isEnded) != 0;

    /// <summary>Begins a use.</summary>
    /// <param name="transaction">What to carry out.</param>
    /// <param name="submittedAt">Now.</param>
    /// <param name="appeal">Has the last word on the outcome.</param>
    public void Begin(TableTransaction transaction, long submittedAt, IOperationAppeal? appeal)
    {
        (Transaction, SubmittedAt, IsSent, _appeal) = (transaction, submittedAt, false, appeal);
        _holds = 2;
        Volatile.Write(ref _isEnded, 0);
    }

    /// <summary>The wait; called once, before it is submitted, and awaited once.</summary>
    public ValueTask<TransactionOutcome> OutcomeAsync(CancellationToken cancellationToken)
    {
        var wait = new ValueTask<TransactionOutcome>(this, _source.Version);
        _caller = cancellationToken;
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(
                static (operation, token) => ((PendingOperation)operation!).GiveUp(token), this);
        }

        return wait;
    }

    public void Complete(in TransactionOutcome outcome)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _outcome = outcome;
            pool.Completions.Add(this);
        }
    }

    /// <summary>Ends it without the server's word.</summary>
    /// <param name="unreached">Why it is known not to have been carried out, if it is.</param>
    /// <param name="why">Why there is no answer, in words that may stand inside a sentence.</param>
    public void Break(Fault? unreached, string why)
    {
        var fault = unreached
            ?? (IsSent && !IsRead
                ? Faults.UnknownOutcome(why)
                : Faults.Unavailable($"{char.ToUpperInvariant(why[0])}{why[1..]}."));
        Complete(new TransactionOutcome(fault));
    }

    /// <summary>Lets the caller go on, on this thread.</summary>
    public void Finish()
    {
        // Whoever waits may never take the outcome. This waits for a cancellation that is just running, which would
        // else meet the next use.
        _registration.Dispose();
        pool.Room.Release();
        if (_givenUp is not null)
        {
            _source.SetException(_givenUp);
        }
        else if (_appeal is null || _outcome.IsResult || _appeal.Stands(_outcome.Fault))
        {
            _source.SetResult(_outcome);
        }
        else
        {
            _ = SendAgainAsync(_appeal, _outcome.Fault);
        }
    }

    /// <summary>Says that one of the owners is done with it; it must not touch it afterwards.</summary>
    public void LetGo()
    {
        if (Interlocked.Decrement(ref _holds) > 0)
        {
            return;
        }

        Transaction = null!;
        _outcome = default;
        _givenUp = null;
        _appeal = null;
        _caller = default;
        _registration = default;
        _source.Reset();
        pool.Return(this);
    }

    TransactionOutcome IValueTaskSource<TransactionOutcome>.GetResult(short token)
    {
        // Before anything that the next use would feel, should this be asked twice or too early.
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The outcome is not there yet: await it.");
        }

        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            LetGo();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<TransactionOutcome>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TransactionOutcome>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags) => _source.OnCompleted(continuation, state, token, flags);

    // Never fails: the caller's wait ends with whatever this ends with.
    private async Task SendAgainAsync(IOperationAppeal appeal, Fault fault)
    {
        TransactionOutcome outcome;
        try
        {
            outcome = await appeal.SendAgainAsync(Transaction, fault, SubmittedAt, _caller).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, it is the caller's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _source.SetException(e);
            return;
        }

        _source.SetResult(outcome);
    }

    private void GiveUp(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _givenUp = new OperationCanceledException(cancellationToken);
            pool.Completions.Add(this);
        }
    }
}
