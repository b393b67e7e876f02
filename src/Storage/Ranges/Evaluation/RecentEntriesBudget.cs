namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>How many recent entries each range may remember. Safe for use by many threads.</summary>
internal sealed class RecentEntriesBudget
{
    // Some 150 bytes each: 20 MiB of the silo, and at most half of that of one range.
    private const int CountMax = 128 << 10;
    private const int GenerationCountAtMost = 32 << 10;

    private const int KeySizeBytes = 64;

    // Entries of all ranges that wait for their indexes; fewer than some tens together cost as much one by one.
    private const int UnappliedCountMax = 32 << 10;
    private const int ApplyBatchCountMin = 64;
    private const int ApplyBatchCountMax = 1024;

    private int _ranges;

    /// <summary>Entries of one of a range's two generations.</summary>
    public int GenerationCountMax =>
        Math.Min(GenerationCountAtMost, CountMax / 2 / Math.Max(1, Volatile.Read(ref _ranges)));

    /// <summary>Bytes of the keys of one of a range's two generations.</summary>
    public int GenerationKeyBytesMax => GenerationCountMax * KeySizeBytes;

    /// <summary>So many entries of one range are brought into its index together, while it is busy.</summary>
    public int ApplyBatchCount => Math.Clamp(
        UnappliedCountMax / Math.Max(1, Volatile.Read(ref _ranges)), ApplyBatchCountMin, ApplyBatchCountMax);

    /// <summary>A range begins to remember.</summary>
    public void Join() => Interlocked.Increment(ref _ranges);

    /// <summary>A range forgets.</summary>
    public void Leave() => Interlocked.Decrement(ref _ranges);
}
