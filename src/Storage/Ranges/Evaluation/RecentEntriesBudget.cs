namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>How many recent entries each range may remember. Safe for use by many threads.</summary>
internal sealed class RecentEntriesBudget
{
    // Some 150 bytes each: 40 MiB of the silo, and at most half of that of one range.
    private const int CountMax = 256 << 10;
    private const int GenerationCountAtMost = 64 << 10;

    private const int KeySizeBytes = 64;

    private int _ranges;

    /// <summary>Ranges that remember: those that wrote since their indexes were opened. At least one.</summary>
    public int RangeCount => Math.Max(1, Volatile.Read(ref _ranges));

    /// <summary>Entries of one of a range's two generations.</summary>
    public int GenerationCountMax =>
        Math.Min(GenerationCountAtMost, CountMax / 2 / RangeCount);

    /// <summary>Bytes of the keys of one of a range's two generations.</summary>
    public int GenerationKeyBytesMax => GenerationCountMax * KeySizeBytes;

    /// <summary>A range begins to remember.</summary>
    public void Join() => Interlocked.Increment(ref _ranges);

    /// <summary>A range forgets.</summary>
    public void Leave() => Interlocked.Decrement(ref _ranges);
}
