using Orleans.TableService.RocksDb;

namespace Orleans.TableService.Storage.Index;

/// <summary>What the indexes of all ranges of a data directory share: the block cache and the options.</summary>
internal sealed class IndexEnvironment : IDisposable
{
    // Small enough that hundreds of open ranges at rest cost little, large enough for bursts of one.
    private const long MemtableSizeBytes = 32 << 20;
    private const int ArenaBlockSizeBytes = 128 << 10;

    // Of each index: hundreds of busy ranges stay within the usual bound of files of a process.
    private const int OpenFilesMax = 64;

    private readonly RocksCache _cache;

    public IndexEnvironment(StorageOptions options)
    {
        RootDirectory = Path.Combine(options.DataDirectory, "index");
        _cache = new RocksCache(options.BlockCacheSizeBytes);
        Options = new RocksDatabaseOptions
        {
            UsesWriteAheadLog = false,
            FlushesOnClose = false,
            MemtableSizeBytes = Math.Min(MemtableSizeBytes, options.MemtableBudgetBytes),
            MemtablesMax = 3,
            OpenFilesMax = OpenFilesMax,
            Compression = RocksCompression.Lz4,
            Table = new RocksTableOptions
            {
                BlockCache = _cache,
                BloomBitsPerKey = 10,
                BlockSizeBytes = 8 << 10,
                CachesIndexAndFilter = true,
            },
            AdditionalOptions =
                $"arena_block_size={ArenaBlockSizeBytes};allow_concurrent_memtable_write=false;"
                + "enable_write_thread_adaptive_yield=false;memtable_prefix_bloom_size_ratio=0.006;"
                + "memtable_whole_key_filtering=true;"
                // The last reader of a replaced file must not be the one that deletes it: readers are pool threads too.
                + "avoid_unnecessary_blocking_io=true;"
                // Every key begins with its kind: one hint for all entries, from one insertion of a batch to the next.
                + "memtable_insert_with_hint_prefix_extractor=rocksdb.FixedPrefix.1;",
        };
    }

    /// <summary>Where the indexes lie.</summary>
    public string RootDirectory { get; }

    /// <summary>How each is opened.</summary>
    public RocksDatabaseOptions Options { get; }

    /// <summary>The directory of one range's index.</summary>
    public string DirectoryOf(RangeId range) => Path.Combine(
        RootDirectory,
        range.Stream.ToString(),
        range.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Removes the files of a range's index, which is not open.</summary>
    public void Remove(RangeId range)
    {
        var directory = DirectoryOf(range);
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();
}
