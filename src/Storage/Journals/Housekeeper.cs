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
    private static readonly TimeSpan CopyRetryDelay = TimeSpan.FromSeconds(1);

    private readonly long _copySizeBytes = options.SegmentCopySizeBytes;

    // Half of the bound: the other half is room for what is written while files are released.
    private readonly long _keptSizeBytes = options.CommitLogSizeMaxBytes / 2;
    // So much may be moved again and again, in the place of what cannot be copied: every pass over the log then frees as
    // much as it writes, or more.
    private readonly long _movedSizeMaxBytes = options.CommitLogSizeMaxBytes / 4;
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
    /// Why a range is to get no more records; <see langword="null"/> normally. Asking leads to another try in a while.
    /// </summary>
    public Fault? CopyRefusal(RangeLog range)
    {
        if (range.CopyFault is not { } fault)
        {
            return null;
        }

        lock (range.Gate)
        {
            if (!range.IsCopyQueued && time.GetElapsedTime(range.CopyFailedAt) >= CopyRetryDelay)
            {
                range.IsCopyQueued = true;
                worker.TryRun(() => CopyAgain(range));
            }
        }

        return fault;
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
            CopyFailed(range, e, isPinning: false);
        }
    }

    private void CopyAgain(RangeLog range)
    {
        lock (range.Gate)
        {
            range.IsCopyQueued = false;
        }

        try
        {
            if (CopyForGood(range) is { } operation)
            {
                Flusher.RunUrgentAsync(operation).GetAwaiter().GetResult();
                FileAdded();
            }
        }
        catch (Exception e) when (e is TableException or ObjectDisposedException)
        {
            LogReleaseFailed(logger, e);
        }
    }

    // The range alone is to wait: what it has in the log stays small enough to be moved out of others' way.
    private void CopyFailed(RangeLog range, Exception error, bool isPinning)
    {
        LogCopyFailed(logger, range.Range, error);
        lock (range.Gate)
        {
            range.CopyFailedAt = time.GetTimestamp();
            if (isPinning || range.Extents.SizeBytes >= 4 * _copySizeBytes)
            {
                range.CopyFault = Faults.ResourceExhausted(
                    "segments",
                    $"The records of range {range.Range} cannot be copied out of the commit log ({error.Message}), so it "
                    + "takes no writes: see to its disk; it goes on by itself.");
            }
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
            // What is moved comes into new files: once around is enough.
            for (var left = log.Files.Count; left > 0 && log.Files.SizeBytes > _keptSizeBytes; left--)
            {
                if (log.Files.Oldest is not { } oldest || !Release(oldest))
                {
                    break;
                }

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
        var stuck = new List<RangeLog>();
        foreach (var range in log.Ranges.All)
        {
            if (!IsPinning(range, oldest))
            {
                continue;
            }

            if (CopyForGood(range) is { } operation)
            {
                stated.Add(Flusher.RunUrgentAsync(operation));
            }
            else
            {
                stuck.Add(range);
            }
        }

        Task.WhenAll(stated).GetAwaiter().GetResult();
        MoveIfSmall(stuck, oldest);

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

    private void MoveIfSmall(List<RangeLog> stuck, LogFile oldest)
    {
        if (stuck.Count > 0 && log.Ranges.All.Sum(StuckSizeBytes) <= _movedSizeMaxBytes)
        {
            stuck.ForEach(range => LogMover.Move(range, oldest, Flusher));
        }
    }

    private static long StuckSizeBytes(RangeLog range)
    {
        lock (range.Gate)
        {
            return range.CopyFault is null ? 0 : range.Extents.SizeBytes;
        }
    }

    private CopiedOperation? CopyForGood(RangeLog range)
    {
        try
        {
            var operation = new CopiedOperation(range, _copier.CopyAndFlush(range));
            range.CopyFault = null;
            return operation;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JournalCorruptedException)
        {
            CopyFailed(range, e, isPinning: true);
            return null;
        }
    }

    private static bool IsPinning(RangeLog range, LogFile file)
    {
        lock (range.Gate)
        {
            return range.Extents.IsInOldest(file);
        }
    }
}
