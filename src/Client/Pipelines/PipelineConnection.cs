using Grpc.Core;

namespace Orleans.TableService.Client;

/// <summary>
/// One stream of a pipeline: a sender that gathers what is submitted, and a receiver that hands out results.
/// </summary>
internal sealed class PipelineConnection
{
    private readonly Calls _calls;
    private readonly AsyncDuplexStreamingCall<Wire.PipelineRequest, Wire.PipelineReply> _call;
    private readonly OperationQueue _operations;
    private readonly ITimer _timeouts;
    private readonly Task _running;
    private bool _isStopping;

    public PipelineConnection(
        StreamInfo table,
        Wire.Tables.TablesClient tables,
        Calls calls,
        TableServiceClientOptions options,
        TimeProvider time)
    {
        _calls = calls;
        _operations = new OperationQueue(table, options, time);
        _call = tables.Pipeline();
        var sweep = options.CallTimeout / 10;
        _timeouts = time.CreateTimer(_ => _operations.TimeOut(), null, sweep, sweep);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Whether nothing can be submitted any more.</summary>
    public bool IsBroken => _operations.IsBroken;

    public void Submit(PendingOperation operation) => _operations.Submit(operation);

    /// <summary>Ends the stream behind what is submitted, and waits for all outcomes.</summary>
    public async Task CompleteAsync()
    {
        _operations.Complete();
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var sending = SendAllAsync();
        var (unreached, why) = await ReceiveAllAsync().ConfigureAwait(false);
        _operations.BreakAll(unreached, why);
        await sending.ConfigureAwait(false);
        await _timeouts.DisposeAsync().ConfigureAwait(false);
        _call.Dispose();
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (await _operations.NextMessageAsync().ConfigureAwait(false) is { } message)
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

    /// <returns>
    /// Why the stream ended; as a fault when that tells that what has no result was not carried out: the server was
    /// not reached, or it stopped reading and said so behind the results of everything that it had read.
    /// </returns>
    private async Task<(Fault? Unreached, string Why)> ReceiveAllAsync()
    {
        try
        {
            while (await _call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false))
            {
                Receive(_call.ResponseStream.Current);
            }

            return (Stopped(), _calls.Faults.BrokenOff(exception: null));
        }
        catch (RpcException exception)
        {
            var fault = _calls.Faults.Of(exception, isRead: false);
            return (Calls.IsPassing(fault) ? fault : Stopped(), _calls.Faults.BrokenOff(exception));
        }
    }

    private void Receive(Wire.PipelineReply reply)
    {
        _operations.Complete(reply.Results);
        if (reply.Stopping)
        {
            // The server waits to hear that its last results are read: the sender completes its side. Operations that
            // come from now on take a new stream.
            _isStopping = true;
            _operations.MarkBroken($"the server at {_calls.Faults.Server} is stopping");
        }
    }

    private Fault? Stopped() => _isStopping
        ? Faults.Unavailable($"The server at {_calls.Faults.Server} is stopping: reconnect.")
        : null;
}
