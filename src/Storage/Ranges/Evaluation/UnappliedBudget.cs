namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// What all ranges hold in memory for their indexes. When it is much, a range goes on only once its own is in its
/// index. Safe for use by many threads.
/// </summary>
internal sealed class UnappliedBudget
{
    private const long SizeMaxBytes = 128 << 20;

    private long _usedBytes;
    private int _rangeCount;

    /// <summary>Whether no range that holds something is to take more.</summary>
    public bool IsFull => Volatile.Read(ref _usedBytes) >= SizeMaxBytes;

    /// <summary>Ranges that hold something: those that write. At least one.</summary>
    public int RangeCount => Math.Max(1, Volatile.Read(ref _rangeCount));

    /// <summary>A range holds more, or less.</summary>
    /// <param name="bytes">By so much.</param>
    /// <param name="ranges">1 if it held nothing before, -1 if it holds nothing now, else 0.</param>
    public void Add(long bytes, int ranges)
    {
        Interlocked.Add(ref _usedBytes, bytes);
        Interlocked.Add(ref _rangeCount, ranges);
    }
}
