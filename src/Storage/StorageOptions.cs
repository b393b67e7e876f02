using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Orleans.TableService.Storage.Checkpoints;

namespace Orleans.TableService.Storage;

/// <summary>How a silo keeps its ranges on disk. Bound from <c>TableService:Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>
    /// Directory of all data; made if it is missing. One process uses it at a time. Default <c>data</c>.
    /// </summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>
    /// Threads that read files, for writes too, and as many more that write to indexes. Default 2; 1 to 64.
    /// </summary>
    [Range(1, 64)]
    public int StorageThreads { get; set; } = 2;

    /// <summary>Size of one file of the commit log, in bytes. Default 64 MiB; 1 MiB to 256 MiB.</summary>
    [Range(1 << 20, 256 << 20)]
    public int CommitLogFileSizeBytes { get; set; } = 64 << 20;

    /// <summary>Size of the commit log at which writers slow down, in bytes. Default 512 MiB; up to 1 GiB.</summary>
    [Range(4L << 20, 1L << 30)]
    public long CommitLogSizeMaxBytes { get; set; } = 512L << 20;

    /// <summary>
    /// Longest wait for a file of the commit log to be given back before it grows beyond its bound. 1 s: long enough to
    /// copy a file's worth of records, short enough that callers see slowness rather than time-outs.
    /// </summary>
    internal TimeSpan CommitLogWaitMax { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The newest of the commit log that is kept in memory too, in bytes: what is copied to segments, or sent to
    /// watches that have fallen behind, is not read back from files then. Default 32 MiB, twice what 64 ranges have
    /// when each is copied; 0 for none.
    /// </summary>
    [Range(0, 1 << 30)]
    public int RecentLogSizeBytes { get; set; } = 32 << 20;

    /// <summary>
    /// How long a range that is not busy lets acknowledged entries gather before it writes them to its index, where
    /// nobody waits for them. 1 s: of 64 ranges that share a processor a thousand each. The closer the keys of one
    /// write are to each other, the less of the memtable is searched for each.
    /// </summary>
    internal TimeSpan ApplyDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Size at which a segment is closed and the next begun, in bytes. Default 64 MiB.</summary>
    [Range(1 << 16, 1 << 30)]
    public int SegmentSizeBytes { get; set; } = 64 << 20;

    /// <summary>
    /// Bytes of a range that wait in the commit log before they are copied to its segment. Default 256 KiB.
    /// </summary>
    [Range(4 << 10, 64 << 20)]
    public int SegmentCopySizeBytes { get; set; } = 256 << 10;

    /// <summary>Quiet time after a flush until its durable position is itself made durable. Default 100 ms.</summary>
    public TimeSpan DurableMarkDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Bytes of one range's requests that wait or are under way. Default 32 MiB.</summary>
    [Range(1L << 20, 1L << 32)]
    public long RangeQueueSizeMaxBytes { get; set; } = 32L << 20;

    /// <summary>Bytes of all ranges' requests that wait or are under way. Default 256 MiB.</summary>
    [Range(1L << 20, 1L << 34)]
    public long QueueSizeMaxBytes { get; set; } = 256L << 20;

    /// <summary>RocksDB block cache of all ranges, in bytes. Default 64 MiB.</summary>
    [Range(0L, 1L << 40)]
    public long BlockCacheSizeBytes { get; set; } = 64L << 20;

    /// <summary>
    /// Small entries, up to 192 bytes of key and value, of all ranges that gets find without a search of their index,
    /// in bytes. Default 32 MiB; 0 for none.
    /// </summary>
    [Range(0L, 1L << 36)]
    public long EntryCacheSizeBytes { get; set; } = 32L << 20;

    /// <summary>
    /// What writes remember of the entries of all ranges that were written lately, all but the bytes of their values,
    /// in bytes: some 150 for an entry. Writes to other entries look them up in their index. Default 64 MiB; at most
    /// 1 GiB.
    /// </summary>
    [Range(0L, 1L << 30)]
    public long RecentEntriesSizeBytes { get; set; } = 64L << 20;

    /// <summary>
    /// Whether indexes are read past the operating system's page cache, which leaves that memory to others; what the
    /// block cache lacks is then read from the disk each time. Default no.
    /// </summary>
    public bool UsesDirectReads { get; set; }

    /// <summary>
    /// Memtables of all ranges, in bytes; above it the largest is flushed, and from 1.25 times of it on writers slow
    /// down. Default 128 MiB.
    /// </summary>
    [Range(1L << 20, 1L << 36)]
    public long MemtableBudgetBytes { get; set; } = 128L << 20;

    /// <summary>Time without requests after which a range's index is flushed and closed. Default 5 minutes.</summary>
    public TimeSpan IndexIdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Recent changes kept in memory for watches, per range, in bytes. Default 256 KiB.</summary>
    [Range(0, 64 << 20)]
    public int FeedTailSizeBytes { get; set; } = 256 << 10;

    /// <summary>When and where indexes are checkpointed.</summary>
    [ValidateObjectMembers]
    public CheckpointOptions Checkpoints { get; set; } = new();

    /// <summary>
    /// Most indexes open at once; when another opens, the one unused longest is flushed and closed. Default 1,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int IndexesOpenMax { get; set; } = 1000;

    /// <summary>
    /// File handles that all indexes together may have, which bounds both the indexes that are open and the files that
    /// each holds open (16 to 60). Default 0: seven eighths of what the process may have.
    /// </summary>
    [Range(0, 1 << 24)]
    public int IndexFilesMax { get; set; }

    /// <summary>
    /// Bytes per second that flushes and compactions of all indexes write together. Default 0: unbounded.
    /// </summary>
    [Range(0L, 1L << 40)]
    public long BackgroundWriteBytesPerSecond { get; set; }

    /// <summary>
    /// Bytes that compactions of one index are behind, at which its writers begin to slow down. Default 1 GiB.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long CompactionDebtSoftBytes { get; set; } = 1L << 30;

    /// <summary>
    /// Bytes that compactions of one index are behind, at which its writers get 1 MiB per second. Default 8 GiB.
    /// </summary>
    [Range(1L << 20, 1L << 41)]
    public long CompactionDebtHardBytes { get; set; } = 8L << 30;

    /// <summary>
    /// Whether RocksDB counts cache hits, bytes written and stalls, for metrics; it costs reads a few percent. Default
    /// no; the server switches it on with the metrics.
    /// </summary>
    public bool CollectsIndexStatistics { get; set; }

    /// <summary>
    /// Disk space that is held free, in bytes; below it writes are refused while reads go on. Default 1 GiB, to which
    /// twice <see cref="MemtableBudgetBytes"/> and one commit log file are added.
    /// </summary>
    [Range(0L, 1L << 44)]
    public long DiskReserveBytes { get; set; } = 1L << 30;
}
