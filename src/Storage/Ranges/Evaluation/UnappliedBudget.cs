namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// What all ranges hold in memory for their indexes. When it is much, a range goes on only once its own is in its
/// index. Safe for use by many threads.
/// </summary>
internal sealed class UnappliedBudget
{
    private const long SizeMaxBytes = 128 << 20;

    private long _usedBytes;

    /// <summary>Whether no range that holds something is to take more.</summary>
    public bool IsFull => Volatile.Read(ref _usedBytes) >= SizeMaxBytes;

    /// <summary>A range holds more, or less.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _usedBytes, bytes);
}
