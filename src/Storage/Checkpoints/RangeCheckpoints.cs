using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>When one open range is checkpointed, and what is known of its checkpoints.</summary>
/// <remarks>
/// Safe for use by many threads. Nothing here ticks: the writer counts bytes, and the index asks before it closes idle.
/// </remarks>
internal sealed class RangeCheckpoints : IAsyncDisposable
{
    private readonly RangeContext _range;
    private readonly CheckpointService _service;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _lock = new();
    private readonly HashedFiles _hashed = new();
    private readonly HashSet<string> _rejected = new(StringComparer.Ordinal);
    private Task _work = Task.CompletedTask;
    private IndexSlot? _slot;
    private long _behindBytes;
    private long _lastLsn;
    private long _lastMadeMs;
    private long _lastSizeBytes;
    private long _failedAt;
    private int _isRequested;
    private int _isLoaded;

    public RangeCheckpoints(RangeContext range)
    {
        _range = range;
        _service = range.Engine.Checkpoints;
        Names = new CheckpointNames(range.Descriptor.Id, range.Journal.JournalId);
        Ended = _ended.Token;
    }

    /// <summary>Names of the range's objects.</summary>
    public CheckpointNames Names { get; }

    /// <summary>Whose checkpoints they are.</summary>
    public RangeDescriptor Range => _range.Descriptor;

    /// <summary>What to work with.</summary>
    public CheckpointTools Tools => _service.Tools;

    /// <summary>Ends when the range closes.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Lsn of the newest checkpoint; 0 while none is known.</summary>
    public long LastLsn => Volatile.Read(ref _lastLsn);

    /// <summary>Journal bytes behind the newest checkpoint, as estimated.</summary>
    public long BehindBytes => Volatile.Read(ref _behindBytes);

    /// <summary>Seconds since the newest checkpoint was made; 0 while none is known.</summary>
    public long AgeSeconds => Volatile.Read(ref _lastMadeMs) is not 0 and var made
        ? Math.Max(0, (Tools.Time.GetUtcNow().ToUnixTimeMilliseconds() - made) / 1000)
        : 0;

    /// <summary>Bytes of the newest checkpoint's files; 0 while none is known.</summary>
    public long LastSizeBytes => Volatile.Read(ref _lastSizeBytes);

    /// <summary>What is counted.</summary>
    public CheckpointMetrics Metrics => _service.Metrics;

    /// <summary>Whether so much is behind the last checkpoint that one is due before the index closes.</summary>
    public bool IsDueBeforeIdle => CanTry && BehindBytes >= _service.Options.IdleSizeBytes;

    /// <summary>Whether a checkpoint was asked for and has not ended.</summary>
    public bool IsPending => Volatile.Read(ref _isRequested) != 0;

    /// <summary>Manifests that turned out to be of damaged checkpoints.</summary>
    public IReadOnlySet<string> Rejected
    {
        get
        {
            lock (_lock)
            {
                return _rejected.ToHashSet(StringComparer.Ordinal);
            }
        }
    }

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
        lock (_lock)
        {
            _rejected.Add(manifestName);
        }
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
        if (Interlocked.Add(ref _behindBytes, journalBytes) >= _service.Options.IntervalSizeBytes && CanTry)
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

            var lsn = Take();
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

    private long Take()
    {
        if (_range.Journal.LastLsn <= LastLsn)
        {
            return 0;
        }

        if (_range.Engine.Disk.Check() is { } full)
        {
            throw new IOException(full.Message);
        }

        var directory = _service.Indexes.WorkDirectory(_range.Descriptor.Id, IndexEnvironment.CheckpointPurpose);
        var counted = BehindBytes;
        var start = Metrics.Start();
        try
        {
            if (!TryCopyIndex(directory))
            {
                return 0;
            }

            var image = CheckpointImage.Read(directory, Tools.Files, _service.Indexes.Options);
            if (image.Meta.AppliedLsn <= LastLsn || image.Meta.AppliedLsn < _range.Journal.FirstLsn)
            {
                return 0;
            }

            Write(image);
            Metrics.Taken(start);
            Interlocked.Add(ref _behindBytes, -counted);
            return image.Meta.AppliedLsn;
        }
        finally
        {
            Tools.Files.DeleteDirectory(directory);
        }
    }

    // The index may close as soon as its files have second names.
    private bool TryCopyIndex(string directory)
    {
        Tools.Files.DeleteDirectory(directory);
        if (_slot?.TryAcquireOpen() is not { } index)
        {
            return false;
        }

        try
        {
            CheckpointImage.Take(index, directory, Tools.Files);
            return true;
        }
        finally
        {
            _slot.Release();
        }
    }

    private void Write(CheckpointImage image)
    {
        var writer = new CheckpointWriter(Tools, Names, _range.Journal.Epoch, _service.Options.VerifiesReused, _hashed);
        _service.Owner?.Require(Ended);
        var before = CheckpointCatalog.Load(Tools.Store, Names, Ended);
        var manifest = WriteCounted(writer, image, before);
        CheckpointLog.Taken(
            _service.Logger,
            _range.Descriptor.Id,
            manifest.Meta.AppliedLsn,
            manifest.Files.Count,
            manifest.SizeBytes,
            writer.PutBytes);
        var after = CheckpointCatalog.Load(Tools.Store, Names, Ended);
        Note(after);
        Collect(after);
    }

    private CheckpointManifest WriteCounted(CheckpointWriter writer, CheckpointImage image, CheckpointListing before)
    {
        try
        {
            return writer.Write(image, before, Rejected, Ended);
        }
        finally
        {
            Metrics.Moved(writer.PutBytes, writer.HashedBytes);
        }
    }

    private void Collect(CheckpointListing listing)
    {
        try
        {
            new CheckpointCollector(Tools.Store, Names, _range.Journal.Epoch, () => !_range.Journal.IsFenced)
                .Collect(listing, Rejected, Ended);
            Tools.Store.RemoveRemains(Ended);
        }
        catch (IOException e)
        {
            CheckpointLog.NotCollected(_service.Logger, e, _range.Descriptor.Id);
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

            Note(listing);
            var share = (double)(openedLsn - LastLsn) / Math.Max(1, openedLsn - _range.Journal.FirstLsn + 1);
            Interlocked.Add(ref _behindBytes, (long)(openedSizeBytes * Math.Clamp(share, 0, 1)));
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

    private void Note(CheckpointListing listing)
    {
        var kept = listing.Kept(Rejected).ToList();
        Volatile.Write(ref _lastLsn, kept.Count > 0 ? kept[0].Lsn : 0);
        Volatile.Write(ref _lastMadeMs, kept.Count > 0 ? kept[0].Manifest!.CreatedMs : 0);
        Volatile.Write(ref _lastSizeBytes, kept.Count > 0 ? kept[0].Manifest!.SizeBytes : 0);
        if (kept.Count == CheckpointListing.KeptCount)
        {
            _service.Bounds.Set(_range.Descriptor.Id, kept[^1].Lsn);
        }
    }
}
