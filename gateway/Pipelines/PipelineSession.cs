using Grpc.Core;

namespace Orleans.TableService.Gateway;

/// <summary>
/// One pipeline: a reader that starts operations as far as the window allows, and a writer that sends off whatever
/// results are ready. An operation costs no task; it stays in the window until its result is written, so a client that
/// does not read its results stops being read.
/// </summary>
internal sealed class PipelineSession
{
    private const long OperationOverheadBytes = 256;
    private const long FirstReplyEstimateBytes = 64 << 10;

    private readonly Committer _committer;
    private readonly PipelineWindow _window;
    private readonly PipelineReplies _replies;
    private readonly CancellationToken _gone;
    private long _replyEstimateBytes = FirstReplyEstimateBytes;

    public PipelineSession(
        Committer committer,
        TableGatewayOptions options,
        IServerStreamWriter<Wire.PipelineReply> replies,
        ILogger logger,
        CancellationToken gone)
    {
        _committer = committer;
        _gone = gone;
        _window = new PipelineWindow(options.PipelineOperationsMax, options.PipelineSizeMaxBytes);
        _replies = new PipelineReplies(replies, _window, options.PipelineReplySizeMaxBytes, logger);
    }

    /// <summary>
    /// Ends when the client completes its side and has all results, or when <paramref name="stop"/> is cancelled.
    /// </summary>
    public async Task RunAsync(IAsyncStreamReader<Wire.PipelineRequest> requests, CancellationToken stop)
    {
        var writing = _replies.WriteAllAsync(_gone);
        try
        {
            await ReadAllAsync(requests, stop);
        }
        finally
        {
            await _window.DrainAsync();
            _replies.Complete();
            await writing;
        }
    }

    private async Task ReadAllAsync(IAsyncStreamReader<Wire.PipelineRequest> requests, CancellationToken stop)
    {
        // The wait is given up, not the read itself: cancelling that would break the call off with its last results.
        while (await requests.MoveNext(_gone).WaitAsync(stop))
        {
            var request = requests.Current;
            var name = TableName.Of(request.Namespace, request.Table);
            for (var i = 0; i < request.Operations.Count; i++)
            {
                stop.ThrowIfCancellationRequested();
                await StartAsync(name, request.Operations[i]);
            }
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
        var outcome = transaction is null
            ? new ValueTask<TransactionOutcome>(new TransactionOutcome(fault!))
            : _committer.CommitAsync(name, transaction, _gone);
        new PipelineSlot(this, operation.Id, operation.OperationCase, charged).Follow(outcome);
    }

    /// <summary>An operation came to its end; called from any thread.</summary>
    internal void Done(PipelineSlot slot, TransactionOutcome outcome)
    {
        var result = PipelineOperations.Write(slot.Id, slot.Kind, outcome);
        long size = result.CalculateSize();
        if (PipelineOperations.ReturnsEntries(slot.Kind))
        {
            Learn(size);
        }

        _window.Change(slot.ChargedBytes, size);
        _replies.Add(result, size);
    }

    /// <summary>An operation was broken off because the client is gone, or by a defect.</summary>
    internal void Failed(PipelineSlot slot, Exception exception)
    {
        if (_gone.IsCancellationRequested)
        {
            _window.Release(1, slot.ChargedBytes);
            return;
        }

        Done(slot, new TransactionOutcome(_replies.FaultOf(exception)));
    }

    // Falls slowly and rises at once: after one large result few reads are started at a time. Races lose only
    // precision.
    private void Learn(long size)
    {
        var estimate = Interlocked.Read(ref _replyEstimateBytes);
        Interlocked.Exchange(ref _replyEstimateBytes, Math.Max(size, estimate - (estimate >> 4)));
    }
}
