using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges.Backups;
using Orleans.TableService.Storage.Ranges.Evaluation;
using Orleans.TableService.Storage.Ranges.Feed;
using Orleans.TableService.Storage.Ranges.Trimming;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>One open range: its journal, its index, the writer and the reader between them, and the feed.</summary>
internal sealed class RangeStore : IRangeStore
{
    private const int ReadBatchCountMax = 512;

    private readonly RangeContext _range;
    private readonly QueueBudget _budget;
    private readonly IndexSlot _slot;
    private readonly RangeFeed _feed;
    private readonly UnappliedEntries _unapplied;
    private readonly RangeWriter _writer;
    private readonly RangeReader _reader;
    private readonly RangeReader _scanner;
    private readonly RangeIntake _intake;
    private readonly RangeExports _exports;
    private readonly Lazy<Task> _close;

    public RangeStore(RangeDescriptor descriptor, IRangeJournal journal, EngineContext engine)
    {
        _range = new RangeContext(descriptor, journal, engine) { OnStop = WhenStopped };
        _budget = new QueueBudget(engine.Options.RangeQueueSizeMaxBytes, engine.Queue);
        _feed = new RangeFeed(journal.LastLsn, engine.Options.FeedTailSizeBytes);
        _slot = new IndexSlot(_range, WhenRecovered, WhenIndexOpen, () => _writer!.Forget());
        _range.Checkpoints.Attach(_slot);
        _unapplied = new UnappliedEntries(engine.Unapplied, journal.LastLsn);
        _writer = new RangeWriter(_range, _slot, _feed, _unapplied, WhenApplied);
        _reader = new RangeReader(_range, _slot, engine.Steps, ReadBatchCountMax, _unapplied, _writer.ApplyNow);
        _scanner = new RangeReader(_range, _slot, engine.Scans, batchCountMax: 1, _unapplied, _writer.ApplyNow);
        Trimmer = new RangeTrimmer(_range);
        var memory = new MemoryReader(_range, _slot, _unapplied);
        _intake = new RangeIntake(_range, _budget, memory, _writer, _reader, _scanner);
        _exports = new RangeExports(_range, _slot, _unapplied, _writer.ApplyNow);
        _close = new Lazy<Task>(CloseAsync);
    }

    /// <inheritdoc/>
    public RangeDescriptor Descriptor => _range.Descriptor;

    /// <inheritdoc/>
    public Task<Fault?> Stopped => _range.Stopped;

    /// <summary>The last Lsn that the journal may lose, as far as checkpoints go; 0 when it may lose none.</summary>
    public long TrimBound => _range.Engine.TrimBounds.TrimBound(Descriptor.Id);

    /// <summary>Stops the range, unless it has stopped: what is under way is of unknown outcome.</summary>
    public void Stop(Fault fault) => _range.Stop(fault);

    /// <summary>Trims the journal.</summary>
    public RangeTrimmer Trimmer { get; }

    /// <inheritdoc/>
    public RangeInfo GetInfo()
    {
        var size = _slot.Size;
        return new RangeInfo
        {
            Id = Descriptor.Id,
            Interval = Descriptor.Interval,
            State = _range.StopFault is not null ? RangeState.Stopped
                : _slot.IsOpening ? RangeState.Recovering
                : RangeState.Active,
            Owner = "",
            Epoch = _range.Journal.Epoch,
            Revision = _feed.LastLsn,
            OldestRevision = _range.Journal.FirstLsn,
            JournalBytes = _range.Journal.SizeBytes,
            IndexBytes = size.Bytes,
            KeysEstimate = size.Keys,
        };
    }

    /// <summary>What the range holds just now; for metrics. Asks RocksDB.</summary>
    public RangeSample Sample()
    {
        var sample = new RangeSample
        {
            Ranges = 1,
            QueueBytes = _budget.UsedBytes,
            QueueRequests = _writer.Queue.Count + _reader.Queue.Count + _scanner.Queue.Count,
            JournalBytes = _range.Journal.SizeBytes,
            IndexBytes = Math.Max(0, _slot.Size.Bytes),
            Watches = _feed.WatchCount,
            CheckpointAgeSeconds = _range.Checkpoints.Known.AgeSeconds,
            CheckpointBytes = _range.Checkpoints.Known.LastSizeBytes,
            CheckpointBehindBytes = _range.Checkpoints.Known.BehindBytes,
        };
        if (_slot.ReadHealth() is { } health)
        {
            sample.Add(health);
        }

        return sample;
    }

    /// <inheritdoc/>
    public void Submit(
        IReadOnlyList<TableTransaction> transactions,
        IOutcomeSink sink,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        ArgumentNullException.ThrowIfNull(sink);
        _intake.Submit(transactions, sink, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long> CheckpointAsync(CancellationToken cancellationToken)
    {
        // What was acknowledged before is in it.
        var applied = _unapplied.WhenAppliedAsync();
        if (!applied.IsCompleted)
        {
            _writer.ApplyNow();
            await Task.WhenAny(applied, _range.Stopped).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return await _range.Checkpoints.RequestAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChangeBatch> WatchAsync(WatchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if ((TransactionCheck.Check(request, _range.Engine.Limits) ?? CheckWatch(request)) is { } fault)
        {
            throw fault.ToException();
        }

        return new RangeWatch(_range, _feed).FollowAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<BackupChunk> ExportAsync(CancellationToken cancellationToken) =>
        _exports.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<int> ImportAsync(BackupChunk chunk, long revisionFloor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        return new RangeImport(pKey => Descriptor.Owns(pKey, out _), _range.Engine.Limits, this.SubmitAsync)
            .RunAsync(chunk.Entries, revisionFloor, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _close.Value.ConfigureAwait(false);

    private Fault? CheckWatch(WatchRequest request)
    {
        if (!Descriptor.Owns(request.PKey.Span, out _))
        {
            return Faults.StaleRouting(Descriptor.Id, Descriptor.MapVersion);
        }

        return request.FromRevision < _range.Journal.FirstLsn
            ? Faults.RevisionCompacted(request.FromRevision.Value, _range.Journal.FirstLsn)
            : null;
    }

    private void WhenIndexOpen() => ScheduleAll();

    private void WhenApplied()
    {
        _reader.WhenApplied();
        _scanner.WhenApplied();
        _exports.WhenApplied();
    }

    private void ScheduleAll()
    {
        _writer.Schedule();
        _reader.Schedule();
        _scanner.Schedule();
        _exports.ScheduleAll();
    }

    private void WhenRecovered(IndexRecovery recovery)
    {
        var logger = _range.Engine.Logger;
        if (recovery.DiscardReason is { } reason)
        {
            RangeLog.Discarded(logger, Descriptor.Id, reason);
        }

        RangeLog.Opened(logger, Descriptor.Id, recovery.ReplayedCount);
    }

    private void WhenStopped()
    {
        _feed.End(_range.StopFault!);
        ScheduleAll();
    }

    private async Task CloseAsync()
    {
        try
        {
            _range.IsClosing = true;
            ScheduleAll();
            await _writer.Drained.ConfigureAwait(false);
            await _reader.Drained.ConfigureAwait(false);
            await _scanner.Drained.ConfigureAwait(false);
            await _exports.DrainAsync().ConfigureAwait(false);
            _feed.End(_range.Refusal!);
            await CloseFilesAsync().ConfigureAwait(false);
        }
        finally
        {
            _range.MarkClosed();
        }
    }

    // A journal that is not given up would keep its owner's successor waiting.
    private async Task CloseFilesAsync()
    {
        try
        {
            await _range.Checkpoints.DisposeAsync().ConfigureAwait(false);
            await _slot.EndAsync(() => _range.IsIndexDamaged).ConfigureAwait(false);
        }
        finally
        {
            _reader.Dispose();
            _scanner.Dispose();
            await Trimmer.DisposeAsync().ConfigureAwait(false);
            await _range.Journal.DisposeAsync().ConfigureAwait(false);
        }
    }
}
