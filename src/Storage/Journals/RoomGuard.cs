using System.Diagnostics;
using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Slows the flusher down while the commit log is at its bound, and stops it at twice the bound.</summary>
internal sealed class RoomGuard(
    LogFiles files, Housekeeper housekeeper, WorkQueue queue, long sizeMaxBytes, Action<List<QueuedWork>> writeUrgent)
{
    // Long enough to copy a file's worth of records, short enough that callers see slowness rather than time-outs.
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(1);

    private static readonly Fault Full = Faults.ResourceExhausted(
        "commit log", "The commit log is full, for its records cannot be copied out of it: see the log for the reason.");

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
        var started = Stopwatch.GetTimestamp();
        while (files.SizeBytes >= sizeMaxBytes
            && housekeeper.IsReleasing
            && Stopwatch.GetElapsedTime(started) is var waited
            && waited < WaitMax)
        {
            var urgent = queue.TakeUrgent(WaitMax - waited);
            if (urgent.Count > 0)
            {
                writeUrgent(urgent);
            }
        }

        return files.SizeBytes < 2 * sizeMaxBytes;
    }
}
