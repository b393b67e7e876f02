using Grpc.Core;

namespace Orleans.TableService.Client;

/// <summary>
/// One stream of a pipeline: a sender that gathers what is submitted, and a receiver that hands out results.
/// </summary>
internal sealed class PipelineConnection
{
    private readonly StreamInfo _table;
    private readonly Calls _calls;
    private readonly TableServiceClientOptions _options;
    private readonly TimeProvider _time;
    private readonly AsyncDuplexStreamingCall<Wire.PipelineRequest, Wire.PipelineReply> _call;
    private readonly Lock _lock = new();
    private readonly Queue<PendingOperation> _submitted = new();
    private readonly Dictionary<ulong, PendingOperation> _pending = [];
    private readonly ITimer _timeouts;
    private readonly Task _running;
    private ulong _lastId;
    private TaskCompletionSource? _sleeping;
    private bool _isCompleted;

    public PipelineConnection(
        StreamInfo table,
        Wire.Tables.TablesClient tables,
        Calls calls,
        TableServiceClientOptions options,
        TimeProvider time)
    {
        _table = table;
        _calls = calls;
        _options = options;
        _time = time;
        _call = tables.Pipeline();
        var sweep = options.CallTimeout / 10;
        _timeouts = time.CreateTimer(_ => TimeOut(), null, sweep, sweep);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Whether nothing can be submitted any more.</summary>
    public bool IsBroken { get; private set; }

    public void Submit(PendingOperation operation)
    {
        lock (_lock)
        {
            if (IsBroken || _isCompleted)
            {
                operation.Break(null, "the stream broke off");
                return;
            }

            _submitted.Enqueue(operation);
        }

        Wake();
    }

    /// <summary>Ends the stream behind what is submitted, and waits for all outcomes.</summary>
    public async Task CompleteAsync()
    {
        lock (_lock)
        {
            _isCompleted = true;
        }

        Wake();
        await _running.ConfigureAwait(false);
    }

    private void Wake()
    {
        TaskCompletionSource? sleeping;
        lock (_lock)
        {
            (sleeping, _sleeping) = (_sleeping, null);
        }

        sleeping?.SetResult();
    }

    private async Task RunAsync()
    {
        var sending = SendAllAsync();
        var fault = await ReceiveAllAsync().ConfigureAwait(false);
        BreakAll(fault);
        Wake();
        await sending.ConfigureAwait(false);
        await _timeouts.DisposeAsync().ConfigureAwait(false);
        _call.Dispose();
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (await NextMessageAsync().ConfigureAwait(false) is { } message)
            {
                await _call.RequestStream.WriteAsync(message).ConfigureAwait(false);
            }

            await _call.RequestStream.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // The call is over: the receiver learns why, and ends what is pending.
        }
    }

    private async ValueTask<Wire.PipelineRequest?> NextMessageAsync()
    {
        while (true)
        {
            Task waking;
            lock (_lock)
            {
                if (_submitted.Count > 0)
                {
                    return Gather();
                }

                if (_isCompleted || IsBroken)
                {
                    return null;
                }

                _sleeping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                waking = _sleeping.Task;
            }

            await waking.ConfigureAwait(false);
        }
    }

    private Wire.PipelineRequest Gather()
    {
        var message = new Wire.PipelineRequest { Namespace = _table.NamespaceName, Table = _table.Name };
        long size = 0;
        while (_submitted.TryPeek(out var next))
        {
            size += TransactionCheck.SizeBytes(next.Transaction);
            if (size > _options.PipelineMessageSizeMaxBytes && message.Operations.Count > 0)
            {
                break;
            }

            _submitted.Dequeue();
            next.IsSent = true;
            _pending.Add(++_lastId, next);
            message.Operations.Add(PipelineMessages.Write(_lastId, next.Transaction));
        }

        return message;
    }

    /// <returns>
    /// Why the stream ended, when that tells that what has no result was not carried out: the server was not
    /// reached, or
    /// it stopped reading and said so behind the results of everything that it had read.
    /// </returns>
    private async Task<Fault?> ReceiveAllAsync()
    {
        try
        {
            while (await _call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false))
            {
                var results = _call.ResponseStream.Current.Results;
                for (var i = 0; i < results.Count; i++)
                {
                    Complete(results[i]);
                }
            }

            return null;
        }
        catch (RpcException exception)
        {
            var fault = _calls.Faults.Of(exception, isRead: false);
            return Calls.IsPassing(fault) ? fault : null;
        }
    }

    private void Complete(Wire.PipelineResult result)
    {
        PendingOperation? operation;
        lock (_lock)
        {
            _pending.Remove(result.Id, out operation);
        }

        operation?.Complete(PipelineMessages.Read(result));
    }

    private void BreakAll(Fault? unreached)
    {
        List<PendingOperation> broken;
        lock (_lock)
        {
            IsBroken = true;
            broken = [.. _pending.Values, .. _submitted];
            _pending.Clear();
            _submitted.Clear();
        }

        foreach (var operation in broken)
        {
            operation.Break(unreached, "the stream broke off");
        }
    }

    private void TimeOut()
    {
        List<PendingOperation> late = [];
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            foreach (var (id, operation) in _pending)
            {
                if (_time.GetElapsedTime(operation.SubmittedAt, now) >= _options.CallTimeout)
                {
                    late.Add(operation);
                    _pending.Remove(id);
                }
            }
        }

        foreach (var operation in late)
        {
            operation.Break(null, $"no answer within {_options.CallTimeout}");
        }
    }
}
