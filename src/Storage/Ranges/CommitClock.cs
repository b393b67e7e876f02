namespace Orleans.TableService.Storage.Ranges;

/// <summary>The clock of a range's commits: never goes back, and does not leap with the wall clock.</summary>
/// <remarks>
/// For one thread at a time. A wall clock that is more than 60 s ahead of the monotonic one is ignored until restart.
/// </remarks>
internal sealed class CommitClock(TimeProvider time)
{
    private const long StepMaxTicks = TimeSpan.TicksPerMinute;

    private long _lastTicks;
    private long _timestamp;

    /// <summary>Whether the wall clock leapt and is ignored.</summary>
    public bool IgnoresWall { get; private set; }

    /// <summary>Sees to it that no reading is below a commit time that is already journaled.</summary>
    public void Raise(long commitMs) =>
        _lastTicks = Math.Max(_lastTicks, checked(commitMs * TimeSpan.TicksPerMillisecond));

    /// <summary>The time now, UTC milliseconds since 1970.</summary>
    public long ReadMs()
    {
        var wall = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
        var timestamp = time.GetTimestamp();
        if (_timestamp == 0)
        {
            _lastTicks = Math.Max(_lastTicks, wall);
        }
        else
        {
            var monotonic = _lastTicks + time.GetElapsedTime(_timestamp, timestamp).Ticks;
            IgnoresWall |= wall > monotonic + StepMaxTicks;
            _lastTicks = IgnoresWall ? monotonic : Math.Max(wall, monotonic);
        }

        _timestamp = timestamp;
        return _lastTicks / TimeSpan.TicksPerMillisecond;
    }
}
