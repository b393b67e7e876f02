namespace Orleans.TableService.Storage.Threads;

/// <summary>
/// A pace that several share, each by what it does: everybody's time begins where that of the one before ends. Safe for
/// use by many threads.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="aheadMax">Who would have to wait longer goes on after so long all the same.</param>
internal sealed class SharedPace(TimeProvider time, TimeSpan aheadMax)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _taken;

    /// <summary>Takes time behind all that was taken before.</summary>
    /// <param name="duration">How much.</param>
    /// <returns>How long it is until it ends.</returns>
    public TimeSpan Take(TimeSpan duration)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            var wait = (_taken > now ? _taken - now : TimeSpan.Zero) + duration;
            wait = wait < aheadMax ? wait : aheadMax;
            _taken = now + wait;
            return wait;
        }
    }
}
