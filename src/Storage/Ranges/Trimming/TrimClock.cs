namespace Orleans.TableService.Storage.Ranges.Trimming;

/// <summary>
/// The time that decides what is old: a leap of the wall clock ages nothing. Safe for use by many threads.
/// </summary>
internal sealed class TrimClock
{
    private readonly Lock _lock = new();
    private readonly CommitClock _clock;

    public TrimClock(TimeProvider time)
    {
        _clock = new CommitClock(time);
        Read();
    }

    public DateTimeOffset Read()
    {
        lock (_lock)
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(_clock.ReadMs());
        }
    }
}
