using System.Collections.Concurrent;
using Grpc.Core;

namespace Orleans.TableService.Gateway;

/// <summary>
/// One pipeline: a reader that starts operations as far as the window allows, and a writer that sends off whatever
/// results are ready. An operation costs no task and no message for its result; it stays in the window until its result
/// is written, so a client that does not read its results stops being read.
/// </summary>
internal sealed class PipelineSession
{
    private const long OperationOverheadBytes = 256;
    private const long FirstReplyEstimateBytes = 64 << 10;

    private readonly Committer _committer;
    private readonly PipelineWindow _window;
    private readonly PipelineReplies _replies;
    private readonly CancellationToken _gone;
    private readonly ConcurrentQueue<PipelineSlot> _slots = new();
    private readonly TimeSpan _farewellTime;
    private readonly TimeProvider _time;
    private Task<bool> _moving = Task.FromResult(false);
    private long _replyEstimateBytes = FirstReplyEstimateBytes;

    public PipelineSession(
        Committer committer,
        TableGatewayOptions options,
        IServerStreamWriter<Wire.PipelineReply> replies,
        TimeProvider time,
        CancellationToken gone)
    {
        _committer = committer;
        _farewellTime = options.PipelineFarewellTime;
        _time = time;
        _gone = gone;
        _window = new PipelineWindow(options.PipelineOperationsMax, options.PipelineSizeMaxBytes);
        _replies = new PipelineReplies(replies, this, options.PipelineReplySizeMaxBytes);
    }

    /// <summary>
    /// Ends when the client completes its side and has all results, or when <paramref name="stop"/> is cancelled.
    /// </summary>
    public async Task RunAsync(IAsyncStreamReader<Wire.PipelineRequest> requests, CancellationToken stop)
    {
        var writing = _replies.WriteAllAsync(_gone);
        GatewayTelemetry.Pipelines.TryAdd(_window, true);
        try
        {
            await ReadAllAsync(requests, stop);
        }
        finally
        {
            await DrainAsync();
            GatewayTelemetry.Pipelines.TryRemove(_window, out _);
            await EndAsync(requests, writing, isStopping: stop.IsCancellationRequested);
        }
    }

    // What is in flight for a client that is gone comes to its end unseen, and nobody waits for it.
    private async Task DrainAsync()
    {
        try
        {
            await _window.DrainAsync().AsTask().WaitAsync(_gone);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
        }
    }

    private async Task EndAsync(IAsyncStreamReader<Wire.PipelineRequest> requests, Task writing, bool isStopping)
    {
        using var farewell = new CancellationTokenSource(
            isStopping ? _farewellTime : Timeout.InfiniteTimeSpan, _time);
        _replies.Complete(isStopping);
        await writing;
        if (isStopping)
        {
            await TakeLeaveAsync(requests, farewell.Token);
        }
    }

    private async Task ReadAllAsync(IAsyncStreamReader<Wire.PipelineRequest> requests, CancellationToken stop)
    {
        // The wait is given up, not the read itself: cancelling that would break the call off with its last results.
        while (await (_moving = requests.MoveNext(_gone)).WaitAsync(stop))
        {
            stop.ThrowIfCancellationRequested();
            var request = requests.Current;
            var name = TableName.Of(request.Namespace, request.Table);
            for (var i = 0; i < request.Operations.Count; i++)
            {
                stop.ThrowIfCancellationRequested();
                await StartAsync(name, request.Operations[i]);
            }
        }
    }

    // The connection is closed when its last call ends, and what the client has not read by then it never gets. So the
    // call stays until the client completes its side, having read that it should. What it sent meanwhile is not begun.
    private async Task TakeLeaveAsync(IAsyncStreamReader<Wire.PipelineRequest> requests, CancellationToken farewell)
    {
        try
        {
            while (!farewell.IsCancellationRequested && await _moving.WaitAsync(farewell))
            {
                _moving = requests.MoveNext(_gone);
            }
        }
        catch (Exception) when (farewell.IsCancellationRequested || _gone.IsCancellationRequested)
        {
            // It does not answer, or is gone.
        }
    }

    private ValueTask StartAsync(TableName name, Wire.PipelineOperation operation)
    {
        var transaction = PipelineOperations.Read(operation, out var fault);
        var charged = OperationOverheadBytes
            + operation.PKey.Length
            + (transaction is null ? 0 : TransactionCheck.SizeBytes(transaction))
            + (PipelineOperations.ReturnsEntries(operation) ? Interlocked.Read(ref _replyEstimateBytes) : 0);
        var admitted = _window.AdmitAsync(charged);
        if (!admitted.IsCompletedSuccessfully)
        {
            return StartAsync(admitted, name, operation, transaction, fault, charged);
        }

        Start(name, operation, transaction, fault, charged);
        return ValueTask.CompletedTask;
    }

    private async ValueTask StartAsync(
        ValueTask admitted,
        TableName name,
        Wire.PipelineOperation operation,
        TableTransaction? transaction,
        Fault? fault,
        long charged)
    {
        await admitted;
        Start(name, operation, transaction, fault, charged);
    }

    private void Start(
        TableName name,
        Wire.PipelineOperation operation,
        TableTransaction? transaction,
        Fault? fault,
        long charged)
    {
        var slot = _slots.TryDequeue(out var free) ? free : new PipelineSlot(this, _committer, _gone);
        slot.Begin(operation, charged);
        if (transaction is null)
        {
            slot.Complete(new TransactionOutcome(fault!));
        }
        else
        {
            slot.Commit(name, transaction);
        }
    }

    /// <summary>
    /// An operation came to its end; called from any thread, where the outcome arises: it must be short.
    /// </summary>
    internal void Done(PipelineSlot slot, in TransactionOutcome outcome)
    {
        slot.ResultSizeBytes = slot.Result.Message.CalculateSize();
        var returnsEntries = PipelineOperations.ReturnsEntries(slot.Kind);
        if (returnsEntries)
        {
            Learn(slot.ResultSizeBytes);
        }

        PipelineOperations.Count(slot.Kind, outcome);

        // What a write was charged mostly covers its result, which leaves soon: not worth a lock.
        if (returnsEntries || slot.ResultSizeBytes > slot.ChargedBytes)
        {
            _window.Change(slot.ChargedBytes, slot.ResultSizeBytes);
            slot.ChargedBytes = slot.ResultSizeBytes;
        }

        _replies.Add(slot);
    }

    /// <summary>An operation was broken off because the client is gone.</summary>
    internal void Abandoned(PipelineSlot slot) => _window.Release(1, slot.ChargedBytes);

    /// <summary>The results of some operations are written, or nobody is left to read them.</summary>
    internal void Written(List<PipelineSlot> slots, long sizeBytes)
    {
        foreach (var slot in slots)
        {
            slot.Result.Clear();
            _slots.Enqueue(slot);
        }

        _window.Release(slots.Count, sizeBytes);
    }

    // Falls slowly and rises at once: after one large result few reads are started at a time. Races lose only
    // precision.
    private void Learn(long size)
    {
        var estimate = Interlocked.Read(ref _replyEstimateBytes);
        Interlocked.Exchange(ref _replyEstimateBytes, Math.Max(size, estimate - (estimate >> 4)));
    }
}
