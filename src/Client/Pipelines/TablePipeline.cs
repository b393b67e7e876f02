namespace Orleans.TableService.Client;

/// <summary>
/// A table whose operations share one stream to the server: those that are submitted together travel together. Safe for
/// use by many callers, and made for many. A stream that breaks is replaced at the next operation; what was sent on it
/// without an outcome is <see cref="FaultCode.UnknownOutcome"/> when it writes, and repeated when it only reads.
/// </summary>
public sealed class TablePipeline : ITable, IAsyncDisposable, IOperationAppeal
{
    private readonly ITable _table;
    private readonly Wire.Tables.TablesClient _tables;
    private readonly Calls _calls;
    private readonly TableServiceClientOptions _options;
    private readonly TimeProvider _time;
    private readonly PendingOperations _operations;
    private readonly Lock _lock = new();
    private readonly Func<TableTransaction, CallScope, ValueTask<TransactionOutcome>> _attempt;
    private PipelineConnection? _connection;
    private bool _isDisposed;

    internal TablePipeline(
        ITable table,
        Wire.Tables.TablesClient tables,
        Calls calls,
        TableServiceClientOptions options,
        TimeProvider time)
    {
        _table = table;
        _tables = tables;
        _calls = calls;
        _options = options;
        _time = time;
        _operations = new PendingOperations(options.PipelineOperationsMax);
        _attempt = AttemptAsync;
    }

    /// <inheritdoc/>
    public StreamInfo Info => _table.Info;

    /// <inheritdoc/>
    public ValueTask<TransactionOutcome> TryCommitAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (HardLimits.Check(transaction) is { } fault)
        {
            return new ValueTask<TransactionOutcome>(new TransactionOutcome(fault));
        }

        var isPlain = !ClientTelemetry.IsObserved && !cancellationToken.IsCancellationRequested;
        return isPlain && _operations.Room.Wait(0, CancellationToken.None)
            ? Submit(transaction, appeal: this, cancellationToken)
            : _calls.CommitAsync(_attempt, transaction, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChangeBatch> WatchAsync(
        WatchRequest request,
        CancellationToken cancellationToken = default) =>
        _table.WatchAsync(request, cancellationToken);

    /// <summary>Ends the stream; operations that are submitted before still get their outcomes.</summary>
    public async ValueTask DisposeAsync()
    {
        PipelineConnection? connection;
        lock (_lock)
        {
            _isDisposed = true;
            connection = _connection;
        }

        if (connection is not null)
        {
            await connection.CompleteAsync().ConfigureAwait(false);
        }
    }

    bool IOperationAppeal.Stands(Fault fault) => !Calls.IsPassing(fault);

    ValueTask<TransactionOutcome> IOperationAppeal.SendAgainAsync(
        TableTransaction transaction,
        Fault fault,
        long submittedAt,
        CancellationToken cancellationToken) =>
        _calls.RepeatAsync(_attempt, transaction, fault, submittedAt, cancellationToken);

    private ValueTask<TransactionOutcome> AttemptAsync(TableTransaction transaction, CallScope scope)
    {
        scope.Caller.ThrowIfCancellationRequested();
        return _operations.Room.Wait(0)
            ? Submit(transaction, appeal: null, scope.Caller)
            : WaitAndSubmitAsync(transaction, scope);
    }

    private async ValueTask<TransactionOutcome> WaitAndSubmitAsync(TableTransaction transaction, CallScope scope)
    {
        try
        {
            await _operations.Room.WaitAsync(scope.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!scope.Caller.IsCancellationRequested)
        {
            return new TransactionOutcome(Faults.Unavailable(
                $"The pipeline had no room for the operation within {_options.CallTimeout}."));
        }

        return await Submit(transaction, appeal: null, scope.Caller).ConfigureAwait(false);
    }

    // The operation gives its place back when it has an outcome.
    private ValueTask<TransactionOutcome> Submit(
        TableTransaction transaction,
        IOperationAppeal? appeal,
        CancellationToken cancellationToken)
    {
        PipelineConnection connection;
        try
        {
            connection = Connect();
        }
        catch (Exception e)
        {
            _operations.Room.Release();
            return ValueTask.FromException<TransactionOutcome>(e);
        }

        var pending = _operations.Rent(transaction, _time.GetTimestamp(), appeal);
        var outcome = pending.OutcomeAsync(cancellationToken);
        connection.Submit(pending);
        return outcome;
    }

    private PipelineConnection Connect()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_connection is null || _connection.IsBroken)
            {
                _connection = new PipelineConnection(Info, _tables, _calls, _options, _time);
            }

            return _connection;
        }
    }
}
