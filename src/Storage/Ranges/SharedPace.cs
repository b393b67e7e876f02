namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// A pace that all writers share, each by what it writes: everybody's time begins where that of the one before ends.
/// Safe for use by many threads.
/// </summary>
internal sealed class SharedPace(TimeProvider time)
{
    // What would have to wait longer goes on after it all the same.
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly long _aheadMax = (long)(AheadMax.TotalSeconds * time.TimestampFrequency);
    private long _taken = time.GetTimestamp();

    /// <summary>Takes time behind all that was taken before.</summary>
    /// <param name="duration">How much.</param>
    /// <returns>How long it is until it ends; a second at most.</returns>
    public TimeSpan Take(TimeSpan duration)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var end = Math.Max(_taken, now) + (long)(duration.TotalSeconds * time.TimestampFrequency);
            _taken = Math.Min(end, now + _aheadMax);
            return time.GetElapsedTime(now, _taken);
        }
    }
}
