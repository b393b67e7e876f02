namespace Orleans.TableService.Storage.Telemetry;

/// <summary>What looks into a memory of entries came to. Safe for use by many threads.</summary>
internal sealed class LookCounter
{
    private readonly StripedCounter _hits = new();
    private readonly StripedCounter _misses = new();

    /// <summary>Looks that found their entry.</summary>
    public long Hits => _hits.Value;

    /// <summary>Looks that did not.</summary>
    public long Misses => _misses.Value;

    /// <summary>Counts one.</summary>
    public void Count(bool found) => (found ? _hits : _misses).Increment();

    /// <summary>Counts some.</summary>
    public void Count(int hits, int misses)
    {
        _hits.Add(hits);
        _misses.Add(misses);
    }
}
