using Orleans.TableService.Storage.Telemetry;

namespace Orleans.TableService.Storage.Index;

/// <summary>
/// What the <see cref="EntryCache"/> of each index shares with all others. Safe for use by many threads.
/// </summary>
/// <remarks>
/// Each may have an even share, and beyond that what the others leave: those that are read little stay small. Entries
/// that are added are counted; after so many a turn ends. Who was not asked in a whole turn then gives its memory back,
/// and so does who has far more than it may have.
/// </remarks>
/// <param name="sizeMaxBytes">Bytes that all of them may have.</param>
internal sealed class EntryCaches(long sizeMaxBytes)
{
    private const int TurnCountMin = 1024;

    private readonly Lock _lock = new();
    private readonly HashSet<EntryCache> _used = [];
    private readonly long _placesMax = sizeMaxBytes / EntryTable.PlaceSizeBytes;
    private readonly StripedCounter _hits = new();
    private readonly StripedCounter _misses = new();
    private int _count;
    private long _places;
    private int _turn;
    private long _added;

    /// <summary>Bytes that all caches have.</summary>
    public long SizeBytes => Volatile.Read(ref _places) * EntryTable.PlaceSizeBytes;

    /// <summary>Gets that found their entry in a cache.</summary>
    public long Hits => _hits.Value;

    /// <summary>Gets that searched memtables and cached blocks instead.</summary>
    public long Misses => _misses.Value;

    /// <summary>The number of the turn.</summary>
    public int Turn => Volatile.Read(ref _turn);

    /// <summary>Places that a cache may have.</summary>
    /// <param name="own">Those that it has.</param>
    public int PlacesMax(int own)
    {
        var even = _placesMax / Math.Max(1, Volatile.Read(ref _count));
        var left = _placesMax - (Volatile.Read(ref _places) - own);
        return (int)Math.Min(EntryTable.PlacesMax, Math.Max(even, left));
    }

    /// <summary>Counts a look.</summary>
    public void Looked(bool found) => (found ? _hits : _misses).Increment();

    /// <summary>Counts an entry that is to be added.</summary>
    public void Adds()
    {
        if (Interlocked.Increment(ref _added) % Math.Max(TurnCountMin, _placesMax / 2) == 0)
        {
            EndTurn();
        }
    }

    /// <summary>A cache changes its size; 0 is that of one that is not used.</summary>
    public void Resize(EntryCache cache, int before, int after)
    {
        lock (_lock)
        {
            _ = after > 0 ? _used.Add(cache) : _used.Remove(cache);
            Volatile.Write(ref _count, _used.Count);
            Volatile.Write(ref _places, _places + after - before);
        }
    }

    private void EndTurn()
    {
        EntryCache[] emptied;
        lock (_lock)
        {
            Volatile.Write(ref _turn, _turn + 1);
            emptied = [.. _used.Where(cache => cache.Turn < _turn - 1 || cache.IsTooLarge)];
        }

        Array.ForEach(emptied, cache => cache.Empty());
    }
}
