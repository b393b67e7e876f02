using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>What one open range, or those of one table, hold at a moment; for metrics.</summary>
internal struct RangeSample
{
    public long Ranges;
    public long OpenIndexes;
    public long QueueBytes;
    public long QueueRequests;
    public long JournalBytes;
    public long IndexBytes;
    public long MemtableBytes;
    public long PendingCompactionBytes;
    public long Level0Files;
    public long StoppedIndexes;
    public long Watches;
    public long CheckpointAgeSeconds;
    public long CheckpointBytes;
    public long CheckpointBehindBytes;

    /// <summary>Takes in an open index.</summary>
    public void Add(in IndexHealth health)
    {
        OpenIndexes++;
        MemtableBytes += health.MemtableBytes;
        PendingCompactionBytes += health.PendingCompactionBytes;
        Level0Files += health.Level0Files;
        StoppedIndexes += health.IsWriteStopped ? 1 : 0;
    }

    /// <summary>Takes in another range of the same table.</summary>
    public void Add(in RangeSample other)
    {
        Ranges += other.Ranges;
        OpenIndexes += other.OpenIndexes;
        QueueBytes += other.QueueBytes;
        QueueRequests += other.QueueRequests;
        JournalBytes += other.JournalBytes;
        IndexBytes += other.IndexBytes;
        MemtableBytes += other.MemtableBytes;
        PendingCompactionBytes += other.PendingCompactionBytes;
        Level0Files += other.Level0Files;
        StoppedIndexes += other.StoppedIndexes;
        Watches += other.Watches;
        CheckpointAgeSeconds = Math.Max(CheckpointAgeSeconds, other.CheckpointAgeSeconds);
        CheckpointBytes += other.CheckpointBytes;
        CheckpointBehindBytes += other.CheckpointBehindBytes;
    }
}
