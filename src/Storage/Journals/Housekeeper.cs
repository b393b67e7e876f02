using Microsoft.Extensions.Logging;
using Orleans.TableService.Storage.CommitLog;
using CommitClock = Orleans.TableService.Storage.Ranges.CommitClock;

namespace Orleans.TableService.Storage.Journals;

/// <summary>
/// Keeps the commit log small: copies groups to segments and gives files back. Works on one thread, when asked.
/// </summary>
internal sealed partial class Housekeeper(
    OpenedLog log, StorageOptions options, BackgroundWorker worker, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly SegmentCopier _copier = new(log.Segments, options.SegmentSizeBytes, new CommitClock(time));
    private readonly long _copySizeBytes = options.SegmentCopySizeBytes;

    // Half of the bound: the other half is room for what is written while files are released.
    private readonly long _keptSizeBytes = options.CommitLogSizeMaxBytes / 2;
    private int _isReleasing;
    private int _isPreparing;
    private Flusher? _flusher;

    /// <summary>The flusher, through which what was copied is stated.</summary>
    public Flusher Flusher
    {
        get => _flusher ?? throw new InvalidOperationException("The flusher is not set.");
        set => _flusher = value;
    }

    /// <summary>Whether an attempt to release files is asked for or under way.</summary>
    public bool IsReleasing => Volatile.Read(ref _isReleasing) != 0;

    /// <summary>A range has got a group. Caller holds the range's gate.</summary>
    public void GroupAdded(RangeLog range)
    {
        if (range.UncopiedBytes >= _copySizeBytes && !range.IsCopyQueued)
        {
            range.IsCopyQueued = true;
            worker.TryRun(() => Copy(range));
        }
    }

    /// <summary>
    /// The store was opened, which has added a file. Waits for files to go when there are too many: starts that follow
    /// one another quickly must not outrun what frees them.
    /// </summary>
    public void Begin()
    {
        FileAdded();
        if (log.Files.SizeBytes > options.CommitLogSizeMaxBytes)
        {
            worker.RunAsync(() => { }).GetAwaiter().GetResult();
        }
    }

    /// <summary>The log has got a file.</summary>
    public void FileAdded()
    {
        if (log.Files.SizeBytes > _keptSizeBytes)
        {
            RequestRelease();
        }
    }

    /// <summary>Asks for files to be released. Asking again while one is at it is no cost.</summary>
    public void RequestRelease()
    {
        if (Interlocked.Exchange(ref _isReleasing, 1) == 0 && !worker.TryRun(Release))
        {
            _isReleasing = 0;
        }
    }

    /// <summary>Asks for a file to be made ready before it is needed.</summary>
    public void RequestSpare()
    {
        if (log.Spares.IsWanting && Interlocked.Exchange(ref _isPreparing, 1) == 0 && !worker.TryRun(PrepareSpare))
        {
            _isPreparing = 0;
        }
    }

    /// <summary>Removes what lies below a trim point that is proved durable. What cannot be removed is left.</summary>
    public Task RemoveTrimmedAsync(RangeLog range) => worker.RunAsync(() =>
    {
        Remove(range, () => _copier.RemoveTrimmed(range));
        FileAdded();
    });

    /// <summary>Removes segment files that a crash has left behind, when there is time.</summary>
    public void RemoveLeftovers(RangeLog range, long last) =>
        worker.TryRun(() => Remove(range, () => _copier.RemoveLeftovers(range, last)));

    /// <summary>Removes a range's files, durable on return.</summary>
    public Task DeleteFilesAsync(RangeLog range) => worker.RunAsync(() =>
    {
        _copier.Forget(range);
        log.Segments.Delete(range.Range);
    });

    public void Dispose() => _copier.Dispose();

    private void Copy(RangeLog range)
    {
        lock (range.Gate)
        {
            range.IsCopyQueued = false;
        }

        try
        {
            _copier.Copy(range);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JournalCorruptedException)
        {
            // It stays in the commit log, and is tried again with the range's next piece or when its file is to go.
            LogCopyFailed(logger, range.Range, e);
        }
    }

    private void Remove(RangeLog range, Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogRemovalFailed(logger, range.Range, e);
        }
    }

    private void PrepareSpare()
    {
        try
        {
            if (log.Spares.IsWanting)
            {
                log.Spares.Prepare();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoSpare(logger, e);
        }
        finally
        {
            _isPreparing = 0;
        }
    }

    private void Release()
    {
        try
        {
            while (log.Files.SizeBytes > _keptSizeBytes && log.Files.Oldest is { } oldest && Release(oldest))
            {
                Flusher.Awaken();
            }
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or TableException or ObjectDisposedException)
        {
            LogReleaseFailed(logger, e);
        }
        finally
        {
            _isReleasing = 0;
            Flusher.Awaken();
        }
    }

    private bool Release(LogFile oldest)
    {
        var stated = new List<Task>();
        foreach (var range in log.Ranges.All)
        {
            if (IsPinning(range, oldest) && CopyForGood(range) is { } operation)
            {
                stated.Add(Flusher.RunUrgentAsync(operation));
            }
        }

        Task.WhenAll(stated).GetAwaiter().GetResult();

        // Without a mark behind them, damage to what states the copying could pass for a tear.
        Flusher.RunUrgentAsync(new MarkOperation()).GetAwaiter().GetResult();
        if (Volatile.Read(ref oldest.PinCount) > 0)
        {
            return false;
        }

        log.Files.Remove(oldest);
        log.Spares.Recycle(oldest);
        return true;
    }

    private CopiedOperation? CopyForGood(RangeLog range)
    {
        try
        {
            return new CopiedOperation(range, _copier.CopyAndFlush(range));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JournalCorruptedException)
        {
            LogCopyFailed(logger, range.Range, e);
            return null;
        }
    }

    private static bool IsPinning(RangeLog range, LogFile file)
    {
        lock (range.Gate)
        {
            return range.Extents.Count > 0 && range.Extents[0].File == file;
        }
    }
}
