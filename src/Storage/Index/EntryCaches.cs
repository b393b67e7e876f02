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

    private readonly MemoryTurns _turns = new();
    private readonly long _placesMax = sizeMaxBytes / EntryTable.PlaceSizeBytes;
    private long _places;
    private long _added;

    /// <summary>Bytes that all caches have.</summary>
    public long SizeBytes => Volatile.Read(ref _places) * EntryTable.PlaceSizeBytes;

    /// <summary>Gets that found their entry in a cache, and those that searched memtables and cached blocks.</summary>
    public LookCounter Looks { get; } = new();

    /// <summary>The number of the turn.</summary>
    public int Turn => _turns.Number;

    /// <summary>Places that a cache may have.</summary>
    /// <param name="own">Those that it has.</param>
    public int PlacesMax(int own)
    {
        var even = _placesMax / Math.Max(1, _turns.UserCount);
        var left = _placesMax - (Volatile.Read(ref _places) - own);
        return (int)Math.Min(EntryTable.PlacesMax, Math.Max(even, left));
    }

    /// <summary>Counts an entry that is to be added.</summary>
    public void Adds()
    {
        if (Interlocked.Increment(ref _added) % Math.Max(TurnCountMin, _placesMax / 2) == 0)
        {
            _turns.End();
        }
    }

    /// <summary>A cache changes its size; 0 is that of one that is not used.</summary>
    public void Resize(EntryCache cache, int before, int after)
    {
        Interlocked.Add(ref _places, after - before);
        if (after > 0)
        {
            _turns.Join(cache);
        }
        else
        {
            _turns.Leave(cache);
        }
    }
}
