using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>How table files are laid out and cached.</summary>
public sealed class RocksTableOptions
{
    // Written by RocksDB 6.0 and later, read by all that this binding can load.
    private const int FormatVersion = 5;

    /// <summary>Size of a block before compression, in bytes. Default 4 KiB.</summary>
    public int BlockSizeBytes { get; set; } = 4 << 10;

    /// <summary>Bits of the bloom filter per key; zero for no filter. Default 10, some 1 % false positives.</summary>
    public double BloomBitsPerKey { get; set; } = 10;

    /// <summary>Cache of blocks; without one the database makes its own of 8 MiB. Default none.</summary>
    public RocksCache? BlockCache { get; set; }

    /// <summary>Whether blocks are not cached at all. Default no.</summary>
    public bool SkipsBlockCache { get; set; }

    /// <summary>
    /// Whether indexes and filters live in the block cache, which bounds their memory, rather than beside it for as
    /// long as their file is open. Default no.
    /// </summary>
    public bool CachesIndexAndFilter { get; set; }

    internal unsafe void ApplyTo(nint options)
    {
        var table = TableFunctions.Create();
        try
        {
            TableFunctions.SetBlockSize(table, (nuint)BlockSizeBytes);
            TableFunctions.SetFormatVersion(table, FormatVersion);
            TableFunctions.SetNoBlockCache(table, SkipsBlockCache ? (byte)1 : (byte)0);
            TableFunctions.SetCacheIndexAndFilter(table, CachesIndexAndFilter ? (byte)1 : (byte)0);
            TableFunctions.SetPinLevel0(table, CachesIndexAndFilter ? (byte)1 : (byte)0);
            if (BloomBitsPerKey > 0)
            {
                TableFunctions.SetFilter(table, TableFunctions.CreateBloomFilter(BloomBitsPerKey));
            }

            if (BlockCache is not null)
            {
                TableFunctions.SetBlockCache(table, BlockCache.Handle.Value);
            }

            OptionFunctions.SetTableOptions(options, table);
        }
        finally
        {
            TableFunctions.Destroy(table);
        }
    }
}
