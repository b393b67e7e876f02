using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>Decides which calls of one activation may run beside which others; holds those that must wait.</summary>
internal sealed class RequestGate(Activation owner)
{
    private const int Activating = 0;
    private const int Active = 1;
    private const int Deactivating = 2;
    private const int Gone = 3;

    private readonly Lock _lock = new();
    private readonly Queue<IGrainRequest> _waiting = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state = Activating;
    private int _running;
    private int _exclusive;
    private bool _exclusiveIsReadOnly;
    private bool _mustDeactivate;

    public bool IsActive => Volatile.Read(ref _state) == Active;

    public bool IsIdle => Volatile.Read(ref _running) == 0 && IsActive;

    /// <summary>Completes when, after the begin of deactivation, no call runs any more.</summary>
    public Task Drained => _drained.Task;

    /// <returns>False when the activation has ended.</returns>
    public bool TryAccept(IGrainRequest request)
    {
        request.Target = owner;
        if (Interleaves(request))
        {
            // Counted before the state is read, as deactivation sets the state before it reads the count.
            Interlocked.Increment(ref _running);
            if (IsActive)
            {
                Start(request);
                return true;
            }

            Leave();
        }

        lock (_lock)
        {
            if (_state == Gone)
            {
                return false;
            }

            if (_state != Active || !MayRun(request))
            {
                Wait(request);
                return true;
            }

            Enter(request);
        }

        Start(request);
        return true;
    }

    /// <summary>The call is over: those that waited for it may run.</summary>
    public void Ended(IGrainRequest request)
    {
        if (!Interleaves(request))
        {
            List<IGrainRequest>? admitted;
            lock (_lock)
            {
                _exclusive--;
                admitted = TakeAdmitted();
            }

            StartAll(admitted);
        }

        Leave();
    }

    /// <summary>Activation is done: calls may run.</summary>
    /// <returns>True when deactivation was asked for meanwhile and must begin now.</returns>
    public bool Open()
    {
        List<IGrainRequest>? admitted;
        bool mustDeactivate;
        lock (_lock)
        {
            mustDeactivate = _mustDeactivate;
            Volatile.Write(ref _state, mustDeactivate ? Deactivating : Active);
            admitted = TakeAdmitted();
        }

        StartAll(admitted);
        if (mustDeactivate)
        {
            _drained.TrySetResult();
        }

        return mustDeactivate;
    }

    /// <param name="setReason">Called if this is the first request to deactivate.</param>
    /// <returns>True when the caller must start deactivation.</returns>
    public bool TryBeginDeactivation(Action setReason)
    {
        lock (_lock)
        {
            if (_state is Deactivating or Gone || _mustDeactivate)
            {
                return false;
            }

            setReason();
            if (_state == Activating)
            {
                _mustDeactivate = true;
                return false;
            }

            Interlocked.Exchange(ref _state, Deactivating);
        }

        if (Volatile.Read(ref _running) == 0)
        {
            _drained.TrySetResult();
        }

        return true;
    }

    /// <summary>The activation has ended.</summary>
    /// <returns>The calls that never began.</returns>
    public IReadOnlyList<IGrainRequest> Close()
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _state, Gone);
            var left = _waiting.ToArray();
            _waiting.Clear();
            return left;
        }
    }

    private bool Interleaves(IGrainRequest request) => request.Method.AlwaysInterleave || owner.Class.IsReentrant;

    // Read-only calls join running read-only calls, but not past a waiting call that writes, or it would wait for ever.
    private bool MayRun(IGrainRequest request)
        => Interleaves(request)
            || (_waiting.Count == 0 && MayRunBesideRunning(request));

    private bool MayRunBesideRunning(IGrainRequest request)
        => Interleaves(request) || _exclusive == 0 || (_exclusiveIsReadOnly && request.Method.IsReadOnly);

    private void Wait(IGrainRequest request)
    {
        var limit = owner.Runtime.EnqueuedRequestsLimit;
        var count = _waiting.Count + Volatile.Read(ref _running);
        if (limit > 0 && count >= limit)
        {
            request.Fail(new LimitExceededException(
                nameof(SiloMessagingOptions.MaxEnqueuedRequestsHardLimit), count, limit, owner));
            return;
        }

        _waiting.Enqueue(request);
    }

    private void Enter(IGrainRequest request)
    {
        Interlocked.Increment(ref _running);
        if (!Interleaves(request))
        {
            _exclusive++;
            _exclusiveIsReadOnly = request.Method.IsReadOnly;
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _running) == 0 && Volatile.Read(ref _state) == Deactivating)
        {
            _drained.TrySetResult();
        }
    }

    // Called under the lock.
    private List<IGrainRequest>? TakeAdmitted()
    {
        List<IGrainRequest>? admitted = null;
        while (_state == Active && _waiting.TryPeek(out var next) && MayRunBesideRunning(next))
        {
            _waiting.Dequeue();
            if (next.IsAnswered)
            {
                continue;
            }

            Enter(next);
            (admitted ??= []).Add(next);
        }

        return admitted;
    }

    private void StartAll(List<IGrainRequest>? requests)
    {
        if (requests is null)
        {
            return;
        }

        foreach (var request in requests)
        {
            owner.Scheduler.Post(request);
        }
    }

    private void Start(IGrainRequest request)
    {
        var limit = owner.Runtime.EnqueuedRequestsLimit;
        var count = Volatile.Read(ref _running);
        if (limit > 0 && count > limit)
        {
            Ended(request);
            request.Fail(new LimitExceededException(
                nameof(SiloMessagingOptions.MaxEnqueuedRequestsHardLimit), count, limit, owner));
            return;
        }

        if (!request.Method.AlwaysInterleave || !owner.Scheduler.TryRunHere(request))
        {
            owner.Scheduler.Post(request);
        }
    }
}
