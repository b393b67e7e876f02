namespace Orleans.TableService.Storage.Index;

/// <summary>How an open index stands with its flushes and compactions, as RocksDB tells it at one moment.</summary>
/// <param name="MemtableBytes">In memory and not on disk.</param>
/// <param name="PendingCompactionBytes">To be rewritten by compactions, roughly.</param>
/// <param name="Level0Files">Files that were flushed and not compacted; every read looks into each.</param>
/// <param name="WaitingMemtables">Full memtables that wait for their flush.</param>
/// <param name="IsWriteStopped">Whether RocksDB holds writes back altogether.</param>
internal readonly record struct IndexHealth(
    long MemtableBytes,
    long PendingCompactionBytes,
    long Level0Files,
    long WaitingMemtables,
    bool IsWriteStopped)
{
    // RocksDB slows writes at one file, or one memtable, more: see RocksCompactionOptions and MemtablesMax.
    private const int FlushedLevel0FilesMax = 18;
    private const int WaitingMemtablesMax = 1;

    /// <summary>Whether RocksDB would let a flush that is asked for wait until compactions have caught up.</summary>
    public bool FlushWaits => Level0Files > FlushedLevel0FilesMax || WaitingMemtables > WaitingMemtablesMax;
}
