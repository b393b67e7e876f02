namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>How much of a range is worth a write of its index, while the range is busy.</summary>
internal static class ApplyBatch
{
    private const long HeldBytesMax = 512 << 10;

    // Of all ranges together; fewer than some tens of one range cost as much one by one.
    private const int CountMaxOfAll = 64 << 10;
    private const int CountMin = 64;
    private const int CountMax = 1024;

    /// <summary>Whether it is so much.</summary>
    /// <param name="count">Entries that wait for the index.</param>
    /// <param name="heldBytes">Memory that they hold.</param>
    /// <param name="rangeCount">Ranges that write.</param>
    public static bool IsFull(int count, long heldBytes, int rangeCount) =>
        heldBytes >= HeldBytesMax || count >= Math.Clamp(CountMaxOfAll / rangeCount, CountMin, CountMax);
}
