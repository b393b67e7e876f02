using System.Collections.Concurrent;
using System.Globalization;
using Orleans.TableService.RocksDb;

namespace Orleans.TableService.Storage.Index;

/// <summary>How RocksDB keeps the indexes of a data directory. Safe for use by many threads.</summary>
/// <param name="options">How much memory they have.</param>
/// <param name="filesPerIndex">Table files that one may hold open.</param>
/// <param name="cache">The blocks of all of them.</param>
/// <param name="limiter">Bounds what they write in the background, if anything does.</param>
/// <param name="statistics">Count what they do, if anything does.</param>
internal sealed class IndexOptions(
    StorageOptions options,
    int filesPerIndex,
    RocksCache cache,
    RocksRateLimiter? limiter,
    RocksStatistics? statistics)
{
    // What an index takes though nothing is in it is small, for there may be a thousand: a memtable grows by this, and
    // the log of RocksDB, its manifest and its own unused log have buffers of the other size each.
    private const int ArenaBlockSizeBytes = 32 << 10;
    private const int FileBufferSizeBytes = 16 << 10;

    // Large enough for bursts of one.
    private const long MemtableSizeBytes = 32 << 20;

    // A memtable's filter, 200 KiB for a full one, comes whole with the first entry. The more indexes are open, the
    // earlier their memtables are flushed, and the less of a filter they need.
    private const double FilterShare = 0.006;
    private const int FullFiltersMax = 32;
    private const int QuarterFiltersMax = 128;

    private const long SeparatedFileSizeBytes = 64L << 20;
    private const double SeparatedGarbageShareMax = 0.5;

    private readonly ConcurrentDictionary<(double FilterShare, int? SeparatedFrom), RocksDatabaseOptions> _made = new();

    /// <summary>The options of an index that is to be opened.</summary>
    /// <param name="openCount">How many indexes are open.</param>
    /// <param name="separatedFrom">Bytes from which values are kept in files of their own, if any are.</param>
    public RocksDatabaseOptions Of(int openCount, int? separatedFrom) =>
        _made.GetOrAdd((FilterShareBeside(openCount), separatedFrom), Make);

    private static double FilterShareBeside(int openCount) => openCount switch
    {
        < FullFiltersMax => FilterShare,
        < QuarterFiltersMax => FilterShare / 4,
        _ => FilterShare / 16,
    };

    // Separated values are read through the block cache. Files are rewritten once half of the oldest are overwritten.
    private RocksBlobOptions Separate(int fromBytes) => new()
    {
        ValueSizeMinBytes = fromBytes,
        FileSizeBytes = SeparatedFileSizeBytes,
        GarbageForceThreshold = SeparatedGarbageShareMax,
        Cache = cache,
    };

    private RocksDatabaseOptions Make((double FilterShare, int? SeparatedFrom) kind) => new()
    {
        UsesWriteAheadLog = false,
        FlushesOnClose = false,
        MemtableSizeBytes = Math.Min(MemtableSizeBytes, options.MemtableBudgetBytes),
        MemtablesMax = 4,
        OpenFilesMax = filesPerIndex,
        UsesDirectReads = options.UsesDirectReads,
        RateLimiter = limiter,
        Compression = RocksCompression.Lz4,
        Blobs = kind.SeparatedFrom is { } size ? Separate(size) : null,
        Table = new RocksTableOptions
        {
            BlockCache = cache,
            BloomBitsPerKey = 10,
            BlockSizeBytes = 8 << 10,
            CachesIndexAndFilter = true,
        },
        Statistics = statistics,
        AdditionalOptions =
            $"arena_block_size={ArenaBlockSizeBytes};allow_concurrent_memtable_write=false;"
            + "enable_write_thread_adaptive_yield=false;memtable_whole_key_filtering=true;"
            + string.Create(
                CultureInfo.InvariantCulture, $"memtable_prefix_bloom_size_ratio={kind.FilterShare:F6};")
            // Table files go to the disk as they are written, in small pieces: each keeps the syncs of the commit log
            // waiting for as long as the disk takes for it.
            + $"bytes_per_sync=262144;writable_file_max_buffer_size={FileBufferSizeBytes};"
            // The last reader of a replaced file must not be the one that deletes it: readers are pool threads too.
            + "avoid_unnecessary_blocking_io=true;"
            // Every key begins with its kind: one hint for all entries, from one insertion of a batch to the next.
            + "memtable_insert_with_hint_prefix_extractor=rocksdb.FixedPrefix.1;",
    };
}
