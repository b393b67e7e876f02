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

    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _due;

    /// <summary>Waits until so many bytes more are within the bound. For fixed threads.</summary>
    public void Take(long bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (bytesPerSecond == 0)
        {
            return;
        }

        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            _due = (_due > now ? _due : now) + TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
            wait = _due - now;
        }

        while (wait >= WaitMin)
        {
            var step = wait < StepMax ? wait : StepMax;
            Task.Delay(step, time, cancellationToken).GetAwaiter().GetResult();
            wait -= step;
        }
    }
}
