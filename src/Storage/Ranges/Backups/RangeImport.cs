namespace Orleans.TableService.Storage.Ranges.Backups;

/// <summary>
/// Writes the entries of a chunk that a range owns, each pKey's together, as transactions of the range.
/// </summary>
internal sealed class RangeImport(
    Func<ReadOnlySpan<byte>, bool> owns,
    TableLimits limits,
    Func<TableTransaction, CancellationToken, ValueTask<TransactionOutcome>> submitAsync)
{
    private const int SizeMaxBytes = 1 << 20;
    private const int AtOnceMax = 256;
    private const int AtOnceSizeMaxBytes = 8 << 20;

    private readonly List<Task<TransactionOutcome>> _running = [];
    private readonly List<ImportOperation> _operations = [];
    private ReadOnlyMemory<byte> _pKey;
    private long _sizeBytes;
    private long _runningSizeBytes;

    /// <summary>Writes a chunk; durable on return.</summary>
    /// <returns>How many of its entries the range owns.</returns>
    public async Task<int> RunAsync(
        ReadOnlyMemory<byte> chunk, long revisionFloor, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var entry in Read(chunk, revisionFloor))
        {
            if (!owns(entry.PKey.Span))
            {
                continue;
            }

            count++;
            var size = entry.LKey.Length + entry.State.Value.Bytes.Length;
            var isSame = _pKey.Span.SequenceEqual(entry.PKey.Span);
            if (!isSame || _operations.Count == limits.TransactionOperationsMax || _sizeBytes + size > SizeMaxBytes)
            {
                Submit(cancellationToken);
            }

            // The range's queue is for others too.
            if (_running.Count >= AtOnceMax || _runningSizeBytes > AtOnceSizeMaxBytes)
            {
                await SettleAsync().ConfigureAwait(false);
            }

            _pKey = entry.PKey;
            _operations.Add(entry.ToOperation(revisionFloor));
            _sizeBytes += size;
        }

        Submit(cancellationToken);
        await SettleAsync().ConfigureAwait(false);
        return count;
    }

    private void Submit(CancellationToken cancellationToken)
    {
        if (_operations.Count > 0)
        {
            var transaction = new TableTransaction { PKey = _pKey, Success = [.. _operations] };
            _running.Add(submitAsync(transaction, cancellationToken).AsTask());
            _operations.Clear();
            _runningSizeBytes += _sizeBytes;
            _sizeBytes = 0;
        }
    }

    private async Task SettleAsync()
    {
        var outcomes = await Task.WhenAll(_running).ConfigureAwait(false);
        _running.Clear();
        _runningSizeBytes = 0;
        foreach (var outcome in outcomes)
        {
            outcome.GetResultOrThrow();
        }
    }

    // The whole chunk before any of it is written.
    private static List<BackupEntry> Read(ReadOnlyMemory<byte> chunk, long revisionFloor)
    {
        try
        {
            var entries = BackupEntries.Read(chunk);
            entries.ForEach(entry => Validate(entry, revisionFloor));
            return entries;
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e.Message);
        }
    }

    private static void Validate(in BackupEntry entry, long revisionFloor)
    {
        var state = entry.State;
        if (state.CreateRevision < 1 || state.ModRevision > revisionFloor)
        {
            throw Damaged($"an entry has revision {state.ModRevision}, the floor is {revisionFloor}");
        }
    }

    private static TableException Damaged(string what) =>
        Faults.InvalidRequest("entries", $"The chunk is not one of a backup: {what}").ToException();
}
