using System.Threading.Tasks.Sources;

namespace Orleans.TableService.Client;

/// <summary>A submitted transaction, and the wait for its outcome, which holds a place in the pipeline.</summary>
internal sealed class PendingOperation(TableTransaction transaction, long submittedAt, SemaphoreSlim room)
    : IValueTaskSource<TransactionOutcome>
{
    private ManualResetValueTaskSourceCore<TransactionOutcome> _source =
        new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private int _isEnded;

    public TableTransaction Transaction => transaction;

    public long SubmittedAt => submittedAt;

    public bool IsRead => TransactionWriter.IsRead(transaction);

    /// <summary>Whether it was handed to the connection, so that the server may have seen it.</summary>
    public bool IsSent { get; set; }

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsEnded => Volatile.Read(ref _isEnded) != 0;

    /// <summary>The wait; called once, before it is submitted, and awaited once.</summary>
    public ValueTask<TransactionOutcome> OutcomeAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(
                static (operation, token) => ((PendingOperation)operation!).GiveUp(token), this);
        }

        return new ValueTask<TransactionOutcome>(this, _source.Version);
    }

    public void Complete(in TransactionOutcome outcome)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _source.SetResult(outcome);
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

    TransactionOutcome IValueTaskSource<TransactionOutcome>.GetResult(short token)
    {
        _registration.Dispose();
        room.Release();
        return _source.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<TransactionOutcome>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<TransactionOutcome>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags) => _source.OnCompleted(continuation, state, token, flags);

    private void GiveUp(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _source.SetException(new OperationCanceledException(cancellationToken));
        }
    }
}
