using Google.Protobuf.Collections;

namespace Orleans.TableService.Client;

/// <summary>
/// The operations of one stream: those that wait to be sent, and those that were sent and wait for their results. Many
/// callers add, one sender takes, one receiver completes.
/// </summary>
internal sealed class OperationQueue(StreamInfo table, TableServiceClientOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<PendingOperation> _submitted = new();
    private readonly Dictionary<ulong, PendingOperation> _pending = [];
    private readonly List<PendingOperation?> _answered = [];
    private readonly RequestBuffer _request = new(table);
    private ulong _lastId;
    private TaskCompletionSource? _sleeping;
    private bool _isCompleted;
    private string? _broken;

    /// <summary>Whether nothing can be submitted any more because the stream broke off or the server stops.</summary>
    public bool IsBroken => _broken is not null;

    /// <summary>Adds an operation, or ends it when the stream takes none.</summary>
    public void Submit(PendingOperation operation)
    {
        TaskCompletionSource? sleeping = null;
        lock (_lock)
        {
            if (IsBroken || _isCompleted)
            {
                operation.Break(null, _broken ?? "the pipeline was closed");
                operation.LetGo();
            }
            else
            {
                _submitted.Enqueue(operation);
                (sleeping, _sleeping) = (_sleeping, null);
            }
        }

        sleeping?.SetResult();
    }

    /// <summary>Says that nothing is submitted any more; what was is still sent.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isCompleted = true;
        }

        Wake();
    }

    /// <summary>Says that nothing is sent any more, and why.</summary>
    public void MarkBroken(string why)
    {
        lock (_lock)
        {
            _broken ??= why;
        }

        Wake();
    }

    /// <summary>The next message, as soon as there is something to send. For one sender.</summary>
    /// <returns>
    /// The message, which is used again by the next call; <see langword="null"/> when nothing is sent any more.
    /// </returns>
    public async ValueTask<Wire.PipelineRequest?> NextMessageAsync()
    {
        _request.Clear();
        while (true)
        {
            Task waking;
            lock (_lock)
            {
                if (IsBroken)
                {
                    return null;
                }

                Gather();
                if (_request.Message.Operations.Count > 0)
                {
                    return _request.Message;
                }

                if (_isCompleted)
                {
                    return null;
                }

                _sleeping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waking = _sleeping.Task;
            }

            await waking.ConfigureAwait(false);
        }
    }

    /// <summary>Hands results to the operations that wait for them, if they still do. For one receiver.</summary>
    public void Complete(RepeatedField<Wire.PipelineResult> results)
    {
        lock (_lock)
        {
            for (var i = 0; i < results.Count; i++)
            {
                _answered.Add(_pending.Remove(results[i].Id, out var operation) ? operation : null);
            }
        }

        for (var i = 0; i < results.Count; i++)
        {
            if (_answered[i] is { } operation)
            {
                operation.Complete(PipelineMessages.ReadOutcome(results[i]));
                operation.LetGo();
            }
        }

        _answered.Clear();
    }

    /// <summary>Ends whatever has no result.</summary>
    /// <param name="unreached">Why it is known not to have been carried out, if it is.</param>
    /// <param name="why">Why there is no result.</param>
    public void BreakAll(Fault? unreached, string why)
    {
        List<PendingOperation> broken;
        lock (_lock)
        {
            _broken ??= why;
            broken = [.. _pending.Values, .. _submitted];
            _pending.Clear();
            _submitted.Clear();
        }

        foreach (var operation in broken)
        {
            operation.Break(unreached, why);
            operation.LetGo();
        }

        Wake();
    }

    /// <summary>Ends the operations whose time is over.</summary>
    public void TimeOut()
    {
        List<PendingOperation> late = [];
        lock (_lock)
        {
            var now = time.GetTimestamp();
            foreach (var (id, operation) in _pending)
            {
                if (IsLate(operation, now))
                {
                    late.Add(operation);
                    _pending.Remove(id);
                }
            }

            // These wait for a server that does not read. The sender passes over what has ended, and this lock keeps it
            // out until that is so.
            foreach (var operation in _submitted)
            {
                if (IsLate(operation, now))
                {
                    operation.Break(null, $"not sent within {options.CallTimeout}");
                }
            }
        }

        foreach (var operation in late)
        {
            operation.Break(null, $"no answer within {options.CallTimeout}");
            operation.LetGo();
        }
    }

    private bool IsLate(PendingOperation operation, long now) =>
        time.GetElapsedTime(operation.SubmittedAt, now) >= options.CallTimeout;

    private void Wake()
    {
        TaskCompletionSource? sleeping;
        lock (_lock)
        {
            (sleeping, _sleeping) = (_sleeping, null);
        }

        sleeping?.SetResult();
    }

    // Called under the lock.
    private void Gather()
    {
        long size = 0;
        while (_submitted.TryPeek(out var next))
        {
            if (next.IsEnded)
            {
                _submitted.Dequeue().LetGo();
                continue;
            }

            size += TransactionCheck.SizeBytes(next.Transaction);
            if (size > options.PipelineMessageSizeMaxBytes && _request.Message.Operations.Count > 0)
            {
                break;
            }

            _submitted.Dequeue();
            next.IsSent = true;
            _pending.Add(++_lastId, next);
            _request.Add(_lastId, next.Transaction);
        }
    }
}
