using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>When one open range is checkpointed.</summary>
/// <remarks>
/// Safe for use by many threads. Nothing here ticks: the writer counts bytes, and the index asks before it closes idle.
/// </remarks>
internal sealed class RangeCheckpoints : IAsyncDisposable
{
    private readonly RangeContext _range;
    private readonly CheckpointService _service;
    private readonly CancellationTokenSource _ended;
    private readonly Lock _lock = new();
    private readonly CheckpointTaker _taker;
    private Task _work = Task.CompletedTask;
    private IndexSlot? _slot;
    private long _failedAt;
    private int _isRequested;
    private int _isLoaded;

    public RangeCheckpoints(RangeContext range)
    {
        _range = range;
        _service = range.Engine.Checkpoints;
        Names = new CheckpointNames(range.Descriptor.Id, range.Journal.JournalId);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(_service.Closes);
        Ended = _ended.Token;
        Known = new KnownCheckpoints(range.Descriptor.Id, _service.Bounds, Tools.Time);
        _taker = new CheckpointTaker(range, Names, Known, Ended);
    }

    /// <summary>Names of the range's objects.</summary>
    public CheckpointNames Names { get; }

    /// <summary>Whose checkpoints they are.</summary>
    public RangeDescriptor Range => _range.Descriptor;

    /// <summary>What to work with.</summary>
    public CheckpointTools Tools => _service.Tools;

    /// <summary>Ends when the range closes, or all are about to.</summary>
    public CancellationToken Ended { get; }

    /// <summary>What is known of those that there are.</summary>
    public KnownCheckpoints Known { get; }

    /// <summary>What is counted.</summary>
    public CheckpointMetrics Metrics => _service.Metrics;

    /// <summary>Whether so much is behind the last checkpoint that one is due before the index closes.</summary>
    public bool IsDueBeforeIdle => CanTry && Known.BehindBytes >= _service.Options.IdleSizeBytes;

    /// <summary>Whether a checkpoint was asked for and has not ended.</summary>
    public bool IsPending => Volatile.Read(ref _isRequested) != 0;

    private bool CanTry => _service.Options.IsEnabled
        && Volatile.Read(ref _isRequested) == 0
        && (Volatile.Read(ref _failedAt) == 0
            || Tools.Time.GetElapsedTime(_failedAt) >= _service.Options.RetryDelay);

    /// <summary>Tells where the index comes from; once, before anything else.</summary>
    public void Attach(IndexSlot slot) => _slot = slot;

    /// <summary>Never to be used again.</summary>
    public void Reject(string manifestName, string problem)
    {
        CheckpointLog.Unusable(_service.Logger, _range.Descriptor.Id, manifestName, problem);
        Known.Reject(manifestName);
    }

    /// <summary>The index is open: looks, the first time, what checkpoints there are.</summary>
    public void Opened()
    {
        if (Interlocked.Exchange(ref _isLoaded, 1) == 0)
        {
            var (lsn, size) = (_range.Journal.LastLsn, _range.Journal.SizeBytes);
            Queue(() =>
            {
                Load(lsn, size);
                return 0L;
            });
        }
    }

    /// <summary>Counts what was applied. Cheap.</summary>
    public void Applied(long journalBytes)
    {
        if (Known.AddBehind(journalBytes) >= _service.Options.IntervalSizeBytes && CanTry)
        {
            _ = RequestAsync();
        }
    }

    /// <summary>Takes a checkpoint, after those of other ranges that were asked for before.</summary>
    /// <returns>Its Lsn; 0 if none was taken, because the index is closed or there is nothing new.</returns>
    public Task<long> RequestAsync()
    {
        Interlocked.Exchange(ref _isRequested, 1);
        return Queue(Run);
    }

    /// <summary>Gives up what is under way and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        Task work;
        lock (_lock)
        {
            work = _work;
        }

        await work.ConfigureAwait(false);
        _ended.Dispose();
        _service.Bounds.Forget(_range.Descriptor.Id);
    }

    private Task<long> Queue(Func<long> work)
    {
        lock (_lock)
        {
            if (Ended.IsCancellationRequested)
            {
                return Task.FromResult(0L);
            }

            var task = _service.RunAsync(work);
            var ended = task.ContinueWith(done => done.Exception, TaskScheduler.Default);
            _work = _work.IsCompleted ? ended : Task.WhenAll(_work, ended);
            return task;
        }
    }

    private long Run()
    {
        try
        {
            if (Ended.IsCancellationRequested || !_service.Options.IsEnabled)
            {
                return 0;
            }

            var lsn = _taker.Take(_slot);
            Volatile.Write(ref _failedAt, 0);
            return lsn;
        }
        catch (OperationCanceledException) when (Ended.IsCancellationRequested)
        {
            return 0;
        }
#pragma warning disable CA1031 // A range without a new checkpoint serves as before; whoever asked for it learns why.
        catch (Exception e)
#pragma warning restore CA1031
        {
            CheckpointLog.Failed(_service.Logger, e, _range.Descriptor.Id);
            Metrics.Failed();
            Volatile.Write(ref _failedAt, Tools.Time.GetTimestamp());
            throw;
        }
        finally
        {
            Volatile.Write(ref _isRequested, 0);
        }
    }

    // What is written from here on is counted, so only what was there at the open is estimated.
    private void Load(long openedLsn, long openedSizeBytes)
    {
        try
        {
            // What a process left that was killed while it copied.
            _service.Indexes.RemoveCheckpointWork(_range.Descriptor.Id);
            var listing = CheckpointCatalog.Load(Tools.Store, Names, Ended);
            if (CheckpointRecovery.Contradiction(listing, _range.Journal) is { } fault)
            {
                _range.Stop(fault);
                return;
            }

            Known.Note(listing);
            var share = (double)(openedLsn - Known.LastLsn) / Math.Max(1, openedLsn - _range.Journal.FirstLsn + 1);
            Known.AddBehind((long)(openedSizeBytes * Math.Clamp(share, 0, 1)));
        }
        catch (OperationCanceledException) when (Ended.IsCancellationRequested)
        {
            return;
        }
        catch (IOException e)
        {
            CheckpointLog.NotListed(_service.Logger, e, _range.Descriptor.Id);
        }

        Applied(0);
    }
}
