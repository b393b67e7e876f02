namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// How much of a range is worth a write of its index while the range is busy. See decision 0013.
/// </summary>
/// <remarks>
/// The more entries are written together, the closer to each other they lie in the memtable, and the less the search
/// for their places costs. But who reads a snapshot waits for one write that is under way and for his own.
/// </remarks>
internal readonly record struct ApplyBatch
{
    // Fewer than some tens cost as much one by one.
    private const int CountMin = 64;
    private const int CountMax = 8192;
    private const int CountMaxAwaited = 1024;
    private const int CountMaxOfAll = 64 << 10;

    private const long HeldMinBytes = 512 << 10;
    private const long HeldMaxBytes = 2 << 20;
    private const long HeldMaxBytesOfAll = 64 << 20;

    // While a batch is being written, so much is taken; of few entries more, for others' batches may be before it.
    private const int BatchesOfRoom = 2;
    private const int RoomMin = 4096;
    private const long RoomBytes = 4 << 20;

    private readonly int _count;
    private readonly long _heldBytes;

    private ApplyBatch(int count, long heldBytes) => (_count, _heldBytes) = (count, heldBytes);

    /// <summary>What makes a batch.</summary>
    /// <param name="rangeCount">Ranges that write.</param>
    /// <param name="isAwaited">Whether readers of snapshots wait for batches of the range.</param>
    public static ApplyBatch Of(int rangeCount, bool isAwaited) => new(
        Math.Clamp(CountMaxOfAll / rangeCount, CountMin, isAwaited ? CountMaxAwaited : CountMax),
        Math.Clamp(HeldMaxBytesOfAll / rangeCount, HeldMinBytes, isAwaited ? HeldMinBytes : HeldMaxBytes));

    /// <summary>Whether so much makes a batch.</summary>
    /// <param name="count">Entries that wait for the index.</param>
    /// <param name="heldBytes">Memory that they hold.</param>
    public bool IsFull(int count, long heldBytes) => count >= _count || heldBytes >= _heldBytes;

    /// <summary>Whether more may be taken beside so much.</summary>
    /// <inheritdoc cref="IsFull"/>
    public bool HasRoom(int count, long heldBytes) =>
        count < Math.Max(BatchesOfRoom * _count, RoomMin) && heldBytes < RoomBytes;
}
