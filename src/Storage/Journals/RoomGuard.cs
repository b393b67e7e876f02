using System.Diagnostics;
using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Slows the flusher down while the commit log is at its bound, and stops it at twice the bound.</summary>
internal sealed class RoomGuard(
    LogFiles files,
    Housekeeper housekeeper,
    WorkQueue queue,
    StorageOptions options,
    Action<List<QueuedWork>> writeUrgent)
{
    private const double BoundBytesPerSecond = 64 << 20;
    private static readonly TimeSpan PaceMin = TimeSpan.FromMilliseconds(2);

    private readonly long _sizeMaxBytes = options.CommitLogSizeMaxBytes;
    private readonly TimeSpan _waitMax = options.CommitLogWaitMax;

    private static readonly Fault Full = Faults.ResourceExhausted(
        "commit log",
        "The commit log is full, for its records cannot be copied out of it: see the log for the reason.");

    private TimeSpan _owed;

    /// <summary>Why nothing new is to be appended just now; <see langword="null"/> normally.</summary>
    public Fault? WriteRefusal => files.SizeBytes < 2 * _sizeMaxBytes ? null : Full;

    /// <summary>Waits, within a bound, for a file to be released; does what releases it meanwhile.</summary>
    /// <returns><see langword="false"/> if the log may not grow further.</returns>
    public bool TryWait()
    {
        if (files.SizeBytes < _sizeMaxBytes)
        {
            return true;
        }

        housekeeper.RequestRelease();
        Wait(_waitMax, files => files.SizeBytes >= _sizeMaxBytes);
        return files.SizeBytes < 2 * _sizeMaxBytes;
    }

    /// <summary>
    /// Slows down what comes next, the more the nearer the log is to its bound: from three quarters of it on, down to
    /// 64 MiB/s at the bound, and only while files are being released.
    /// </summary>
    public void Pace(long writtenBytes)
    {
        var delay = DelayOf(files.SizeBytes, _sizeMaxBytes, writtenBytes);
        if (delay == TimeSpan.Zero || !housekeeper.IsReleasing)
        {
            _owed = TimeSpan.Zero;
            return;
        }

        _owed += delay;
        if (_owed >= PaceMin)
        {
            Wait(_owed < _waitMax ? _owed : _waitMax, static _ => true);
            _owed = TimeSpan.Zero;
        }
    }

    /// <summary>How long a write keeps those behind it waiting. Pure.</summary>
    internal static TimeSpan DelayOf(long sizeBytes, long sizeMaxBytes, long writtenBytes)
    {
        var over = Math.Clamp((4.0 * sizeBytes / sizeMaxBytes) - 3, 0, 1);
        return TimeSpan.FromSeconds(over * writtenBytes / BoundBytesPerSecond);
    }

    private void Wait(TimeSpan patience, Func<LogFiles, bool> isWorth)
    {
        var started = Stopwatch.GetTimestamp();
        while (isWorth(files)
            && housekeeper.IsReleasing
            && patience - Stopwatch.GetElapsedTime(started) is var left
            && left >= PaceMin)
        {
            var urgent = queue.TakeUrgent(left);
            if (urgent.Count > 0)
            {
                writeUrgent(urgent);
            }
        }
    }
}
