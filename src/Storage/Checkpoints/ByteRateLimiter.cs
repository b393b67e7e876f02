using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Bounds bytes per second by making the caller wait. Safe for use by many threads.</summary>
/// <param name="bytesPerSecond">The bound; 0 is none.</param>
/// <param name="time">The clock.</param>
internal sealed class ByteRateLimiter(long bytesPerSecond, TimeProvider time)
{
    // Shorter waits than a timer can tell apart are saved up.
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(10);

    // Timers take no more than some weeks at once.
    private static readonly TimeSpan StepMax = TimeSpan.FromDays(1);

    private readonly SharedPace _pace = new(time, TimeSpan.MaxValue);

    /// <summary>Waits until so many bytes more are within the bound. For fixed threads.</summary>
    public void Take(long bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (bytesPerSecond == 0)
        {
            return;
        }

        var wait = _pace.Take(TimeSpan.FromSeconds((double)bytes / bytesPerSecond));
        while (wait >= WaitMin)
        {
            var step = wait < StepMax ? wait : StepMax;
            Task.Delay(step, time, cancellationToken).GetAwaiter().GetResult();
            wait -= step;
        }
    }
}
