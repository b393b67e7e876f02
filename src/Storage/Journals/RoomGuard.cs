using System.Diagnostics;
using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Slows the flusher down while the commit log is at its bound, and stops it at twice the bound.</summary>
internal sealed class RoomGuard(
    LogFiles files, Housekeeper housekeeper, WorkQueue queue, long sizeMaxBytes, Action<List<QueuedWork>> writeUrgent)
{
    private const double BoundBytesPerSecond = 64 << 20;
    private static readonly TimeSpan PaceMin = TimeSpan.FromMilliseconds(2);

    // Long enough to copy a file's worth of records, short enough that callers see slowness rather than time-outs.
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(1);

    private static readonly Fault Full = Faults.ResourceExhausted(
        "commit log", "The commit log is full, for its records cannot be copied out of it: see the log for the reason.");

    private TimeSpan _owed;

    /// <summary>Why nothing new is to be appended just now; <see langword="null"/> normally.</summary>
    public Fault? WriteRefusal => files.SizeBytes < 2 * sizeMaxBytes ? null : Full;

    /// <summary>Waits, within a bound, for a file to be released; does what releases it meanwhile.</summary>
    /// <returns><see langword="false"/> if the log may not grow further.</returns>
    public bool TryWait()
    {
        if (files.SizeBytes < sizeMaxBytes)
        {
            return true;
        }

        housekeeper.RequestRelease();
        Wait(WaitMax, files => files.SizeBytes >= sizeMaxBytes);
        return files.SizeBytes < 2 * sizeMaxBytes;
    }

    /// <summary>
    /// Slows down what comes next, the more the nearer the log is to its bound: from three quarters of it on, down to
    /// 64 MiB/s at the bound, and only while files are being released.
    /// </summary>
    public void Pace(long writtenBytes)
    {
        var over = (4.0 * files.SizeBytes / sizeMaxBytes) - 3;
        if (over <= 0 || !housekeeper.IsReleasing)
        {
            _owed = TimeSpan.Zero;
            return;
        }

        _owed += TimeSpan.FromSeconds(Math.Min(1, over) * writtenBytes / BoundBytesPerSecond);
        if (_owed >= PaceMin)
        {
            Wait(_owed < WaitMax ? _owed : WaitMax, static _ => true);
            _owed = TimeSpan.Zero;
        }
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
