using Microsoft.Extensions.Logging;
using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Gives the oldest files of the commit log back when it has grown to half of its bound.</summary>
/// <param name="log">The log.</param>
/// <param name="copies">Copies what the oldest file still holds.</param>
/// <param name="options">How large the log may be.</param>
/// <param name="worker">The thread that releases.</param>
/// <param name="logger">Gets what failed.</param>
internal sealed partial class LogReleaser(
    OpenedLog log, SegmentCopies copies, StorageOptions options, BackgroundWorker worker, ILogger logger)
{
    // Half of the bound: the other half is room for what is written while files are released.
    private readonly long _keptSizeBytes = options.CommitLogSizeMaxBytes / 2;

    // So much may be moved again and again, in the place of what cannot be copied: every pass over the log then frees
    // as much as it writes, or more.
    private readonly long _movedSizeMaxBytes = options.CommitLogSizeMaxBytes / 4;
    private readonly Lock _gate = new();
    private volatile bool _isReleasing;
    private bool _isAskedAgain;
    private bool _hasMoved;
    private Flusher? _flusher;

    /// <summary>The flusher, through which what was copied is stated.</summary>
    public Flusher Flusher
    {
        get => _flusher ?? throw new InvalidOperationException("The flusher is not set.");
        set => _flusher = value;
    }

    /// <summary>Whether an attempt to release files is asked for or under way.</summary>
    public bool IsReleasing => _isReleasing;

    /// <summary>The log has got a file, or what keeps one has become less.</summary>
    public void Look()
    {
        if (log.Files.SizeBytes > _keptSizeBytes)
        {
            Request();
        }
    }

    /// <summary>Asks for files to be released. While a round is under way, another follows it.</summary>
    public void Request()
    {
        lock (_gate)
        {
            _isAskedAgain = _isReleasing;
            _isReleasing = _isReleasing || worker.TryRun(Release);
        }
    }

    private void Release()
    {
        var sizeBytes = Begin();
        try
        {
            // What is moved comes into new files: once around is enough.
            for (var left = log.Files.Count; left > 0 && log.Files.SizeBytes > _keptSizeBytes; left--)
            {
                if (log.Files.Oldest is not { } oldest || !TryRelease(oldest))
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
            End(sizeBytes);
            Flusher.Awaken();
        }
    }

    private long Begin()
    {
        lock (_gate)
        {
            _isAskedAgain = false;
        }

        _hasMoved = false;
        return log.Files.SizeBytes;
    }

    // The file that a request came with may be one that moving has begun: a log that moving does not make smaller would
    // be written anew for ever. Otherwise nobody might ask again, for the next file may be long in coming.
    private void End(long sizeBytesBefore)
    {
        lock (_gate)
        {
            var isWorthAnother = !_hasMoved || log.Files.SizeBytes < sizeBytesBefore;
            _isReleasing = _isAskedAgain && isWorthAnother && worker.TryRun(Release);
        }
    }

    private bool TryRelease(LogFile oldest)
    {
        var stated = new List<Task>();
        var stuck = new List<RangeLog>();
        foreach (var range in log.Ranges.All)
        {
            if (!IsPinning(range, oldest))
            {
                continue;
            }

            if (copies.TryCopyAll(range) is { } operation)
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
            _hasMoved = true;
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

    private static bool IsPinning(RangeLog range, LogFile file)
    {
        lock (range.Gate)
        {
            return range.Extents.IsInOldest(file);
        }
    }
}
