namespace Orleans.TableService.Compat;

/// <summary>Calls without an answer. Looks through them regularly and fails those whose time is over.</summary>
internal sealed class PendingCalls : IDisposable
{
    private readonly Stripe[] _stripes;
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;

    public PendingCalls(TimeProvider timeProvider, TimeSpan defaultTimeout)
    {
        _timeProvider = timeProvider;
        DefaultTimeout = defaultTimeout;
        _stripes = new Stripe[Math.Max(4, Environment.ProcessorCount * 2)];
        for (var i = 0; i < _stripes.Length; i++)
        {
            _stripes[i] = new Stripe();
        }

        var period = defaultTimeout < TimeSpan.FromSeconds(1) ? defaultTimeout : TimeSpan.FromSeconds(1);
        period = period > TimeSpan.Zero ? period : TimeSpan.FromSeconds(1);
        _timer = timeProvider.CreateTimer(static state => ((PendingCalls)state!).Sweep(), this, period, period);
    }

    public TimeSpan DefaultTimeout { get; }

    public int Count => _stripes.Sum(stripe => stripe.Count);

    // The coarse clock is several times cheaper to read, and a timeout need not be exact.
    private long NowMilliseconds => _timeProvider == TimeProvider.System
        ? Environment.TickCount64
        : (long)_timeProvider.GetElapsedTime(0, _timeProvider.GetTimestamp()).TotalMilliseconds;

    /// <summary>Watches over the call until <see cref="Untrack"/> or its deadline.</summary>
    public void Track(IGrainRequest request)
    {
        var timeout = request.Method.ResponseTimeout ?? DefaultTimeout;
        if (timeout <= TimeSpan.Zero)
        {
            return;
        }

        request.DeadlineMilliseconds = NowMilliseconds + (long)timeout.TotalMilliseconds;
        var index = Environment.CurrentManagedThreadId % _stripes.Length;
        _stripes[index].Add(request, index, _stripes.Length);
        if (request.IsAnswered)
        {
            // Answered meanwhile, perhaps before it had a slot to give up.
            Untrack(request);
        }
    }

    public void Untrack(IGrainRequest request) =>
        _stripes[request.Slot % _stripes.Length].Remove(request, _stripes.Length);

    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        var expired = new List<IGrainRequest>();
        var now = NowMilliseconds;
        foreach (var stripe in _stripes)
        {
            stripe.CollectExpired(now, expired);
        }

        foreach (var request in expired)
        {
            var timeout = request.Method.ResponseTimeout ?? DefaultTimeout;
            request.Fail(new TimeoutException(
                $"No answer to {request.Method.Name} of {request.Target?.GrainId} within {timeout}. "
                + "Whether it took effect is unknown."));
        }
    }

    private sealed class Stripe
    {
        private readonly Lock _lock = new();
        private readonly Stack<int> _free = new();
        private IGrainRequest?[] _slots = new IGrainRequest?[64];
        private int _used;

        public int Count
        {
            get
            {
                lock (_lock)
                {
                    return _used - _free.Count;
                }
            }
        }

        public void Add(IGrainRequest request, int stripe, int stripes)
        {
            lock (_lock)
            {
                if (!_free.TryPop(out var place))
                {
                    place = _used++;
                    if (place == _slots.Length)
                    {
                        Array.Resize(ref _slots, place * 2);
                    }
                }

                _slots[place] = request;
                request.Slot = (place * stripes) + stripe;
            }
        }

        public void Remove(IGrainRequest request, int stripes)
        {
            lock (_lock)
            {
                var place = request.Slot / stripes;
                if (_slots[place] == request)
                {
                    _slots[place] = null;
                    _free.Push(place);
                }
            }
        }

        public void CollectExpired(long now, List<IGrainRequest> expired)
        {
            lock (_lock)
            {
                for (var i = 0; i < _used; i++)
                {
                    if (_slots[i] is { } request && request.DeadlineMilliseconds <= now)
                    {
                        expired.Add(request);
                    }
                }
            }
        }
    }
}
