namespace Orleans.TableService.Storage.Ranges;

/// <summary>One submitted transaction, until its outcome is told. Pooled.</summary>
/// <remarks>
/// The store owns it. Cancelling ends the caller's wait, never the store's use of the request; and while the store
/// reads the transaction, whose memory is the caller's, the wait goes on.
/// </remarks>
internal sealed class RangeRequest(RequestPool pool)
{
    /// <summary>What a waiting request weighs beside its keys and values, in bytes.</summary>
    public const int OverheadBytes = 256;

    private const int Waiting = 0;
    private const int InUse = 1;
    private const int InUseCancelled = 2;
    private const int Answered = 3;
    private const int Cancelled = 4;

    private QueueBudget _budget = null!;
    private IOutcomeSink _sink = null!;
    private CancellationTokenRegistration _registration;
    private TransactionOutcome _outcome;
    private int _index;

    // Without a token that may be cancelled nobody but the store is at the request, and its state never matters.
    private bool _mayBeCancelled;
    private int _state;

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
    /// <param name="budget">Gets back, when the request is released, what was taken of it.</param>
    public void Begin(TableTransaction transaction, long hash, QueueBudget budget)
    {
        _budget = budget;
        Transaction = transaction;
        Hash = hash;
        SizeBytes = TransactionCheck.SizeBytes(transaction) + OverheadBytes;
    }

    /// <summary>Says who learns the outcome; called once, before the request is queued.</summary>
    /// <param name="sink">Who.</param>
    /// <param name="index">Which of the sink's transactions this is.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    public void AnswerTo(IOutcomeSink sink, int index, CancellationToken cancellationToken)
    {
        (_sink, _index) = (sink, index);
        _state = Waiting;
        _mayBeCancelled = cancellationToken.CanBeCanceled;
        if (_mayBeCancelled)
        {
            _registration = cancellationToken.UnsafeRegister(
                static request => ((RangeRequest)request!).Cancel(),
                this);
        }
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
        var isWaiting = !_mayBeCancelled
            || Interlocked.CompareExchange(ref _state, InUse, Waiting) == Waiting;
        if (!isWaiting)
        {
            Release();
        }

        return isWaiting;
    }

    /// <summary>Ends the reading: a caller who gave up meanwhile may have its memory back.</summary>
    public void EndUse()
    {
        if (_mayBeCancelled && Interlocked.CompareExchange(ref _state, Waiting, InUse) == InUseCancelled)
        {
            Volatile.Write(ref _state, Cancelled);
            _sink.GiveUp(_index);
        }
    }

    /// <summary>Notes the outcome; the caller sees it after a release.</summary>
    public void Decide(in TransactionOutcome outcome) => _outcome = outcome;

    /// <summary>Lets the caller see what was decided. The store must not touch the request afterwards.</summary>
    public void Release()
    {
        _budget.Return(SizeBytes);
        Answer();
    }

    /// <summary>Decides and releases at once.</summary>
    public void Release(Fault fault)
    {
        Decide(new TransactionOutcome(fault));
        Release();
    }

    /// <summary>Answers a request for which there is no room in the budget.</summary>
    public void Refuse(Fault fault)
    {
        Decide(new TransactionOutcome(fault));
        Answer();
    }

    /// <summary>
    /// Lets the callers of decided requests of one range see what was decided, in order; empties the list.
    /// </summary>
    public static void ReleaseAll(List<RangeRequest> requests)
    {
        if (requests.Count == 0)
        {
            return;
        }

        long size = 0;
        foreach (var request in requests)
        {
            size += request.SizeBytes;
        }

        // Once for all: many threads are at the budget. And first: who has an answer finds room for what comes next.
        requests[0]._budget.Return(size);
        foreach (var request in requests)
        {
            request.Answer();
        }

        requests.Clear();
    }

    /// <summary>Decides and releases requests of one range at once; empties the list.</summary>
    public static void ReleaseAll(List<RangeRequest> requests, Fault fault)
    {
        foreach (var request in requests)
        {
            request.Decide(new TransactionOutcome(fault));
        }

        ReleaseAll(requests);
    }

    private void Answer()
    {
        // A cancellation that has come, or comes just now, may still be at the request: that is not used again then.
        var isOnlyMine = !_mayBeCancelled || _registration.Unregister();
        var state = _mayBeCancelled ? Interlocked.Exchange(ref _state, Answered) : Waiting;
        switch (state)
        {
            case Cancelled:
                break;
            case InUseCancelled:
                _sink.GiveUp(_index);
                break;
            default:
                _sink.Set(_index, _outcome);
                break;
        }

        if (isOnlyMine)
        {
            Recycle();
        }
    }

    private void Recycle()
    {
        Transaction = null!;
        _sink = null!;
        _outcome = default;
        _registration = default;
        pool.Return(this);
    }

    private void Cancel()
    {
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
                    _sink.GiveUp(_index);
                }

                return;
            }
        }
    }
}
