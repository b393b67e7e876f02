using Orleans.TableService.Storage.Telemetry;

namespace Orleans.TableService.Storage.Index;

/// <summary>
/// What the <see cref="EntryCache"/> of each index shares with all others. Safe for use by many threads.
/// </summary>
/// <param name="sizeMaxBytes">Bytes that all of them may have.</param>
internal sealed class EntryCaches(long sizeMaxBytes)
{
    private readonly StripedCounter _hits = new();
    private readonly StripedCounter _misses = new();
    private int _count;
    private long _places;

    /// <summary>Bytes that all caches have.</summary>
    public long SizeBytes => Volatile.Read(ref _places) * EntryTable.PlaceSizeBytes;

    /// <summary>Gets that found their entry in a cache.</summary>
    public long Hits => _hits.Value;

    /// <summary>Gets that searched memtables and cached blocks instead.</summary>
    public long Misses => _misses.Value;

    /// <summary>Places that one cache may have: of those that are used, each the same.</summary>
    public int PlacesMax => (int)Math.Min(
        EntryTable.PlacesMax, sizeMaxBytes / EntryTable.PlaceSizeBytes / Math.Max(1, Volatile.Read(ref _count)));

    /// <summary>Counts a look.</summary>
    public void Looked(bool found) => (found ? _hits : _misses).Increment();

    /// <summary>A cache changes its size; 0 is that of one that is not used.</summary>
    public void Resize(int before, int after)
    {
        Interlocked.Add(ref _count, Math.Sign(after) - Math.Sign(before));
        Interlocked.Add(ref _places, after - before);
    }
}
