namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>How many transactions to read the keys of together: as many as keep their values within bounds.</summary>
/// <remarks>
/// Values are known only when they are read, so the number grows while they are small and falls when they are not.
/// </remarks>
internal sealed class BatchSizer(int countMax)
{
    private const int CountAtStart = 64;
    private const long LoadedSizeMaxBytes = 8 << 20;

    /// <summary>Most transactions of the next batch.</summary>
    public int Count { get; private set; } = Math.Min(CountAtStart, countMax);

    /// <summary>Learns how many bytes of values the last batch loaded.</summary>
    public void Note(long loadedSizeBytes) => Count = loadedSizeBytes > LoadedSizeMaxBytes
        ? Math.Max(1, Count / 4)
        : Math.Min(countMax, Count * 2);
}
