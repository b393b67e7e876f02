using System.Globalization;
using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>What RocksDB tells about an open database.</summary>
public static unsafe class RocksProperties
{
    /// <summary>Keys in the database, roughly.</summary>
    public const string EstimatedKeyCount = "rocksdb.estimate-num-keys";

    /// <summary>Bytes of data that is neither overwritten nor deleted, roughly.</summary>
    public const string EstimatedLiveDataBytes = "rocksdb.estimate-live-data-size";

    /// <summary>Bytes of the memtables that are not flushed.</summary>
    public const string MemtableBytes = "rocksdb.cur-size-all-mem-tables";

    /// <summary>Bytes of the memtable that is being written.</summary>
    public const string ActiveMemtableBytes = "rocksdb.cur-size-active-mem-table";

    /// <summary>Bytes of all memtables, those that iterators hold included.</summary>
    public const string MemtableTotalBytes = "rocksdb.size-all-mem-tables";

    /// <summary>Memtables that wait for their flush.</summary>
    public const string ImmutableMemtableCount = "rocksdb.num-immutable-mem-table";

    /// <summary>Bytes of indexes and filters outside the block cache.</summary>
    public const string TableReaderBytes = "rocksdb.estimate-table-readers-mem";

    /// <summary>Bytes of the table files of the present state.</summary>
    public const string LiveTableFileBytes = "rocksdb.live-sst-files-size";

    /// <summary>Bytes of all table files, those that iterators hold included.</summary>
    public const string TotalTableFileBytes = "rocksdb.total-sst-files-size";

    /// <summary>Bytes of the blob files of the present state.</summary>
    public const string LiveBlobFileBytes = "rocksdb.live-blob-file-size";

    /// <summary>Bytes that compactions have still to rewrite, roughly.</summary>
    public const string PendingCompactionBytes = "rocksdb.estimate-pending-compaction-bytes";

    /// <summary>Errors that stopped flushes or compactions.</summary>
    public const string BackgroundErrorCount = "rocksdb.background-errors";

    /// <summary>1 while writes are stopped, else 0.</summary>
    public const string IsWriteStopped = "rocksdb.is-write-stopped";

    /// <summary>Snapshots that are not released.</summary>
    public const string SnapshotCount = "rocksdb.num-snapshots";

    /// <summary>Bytes in the block cache.</summary>
    public const string BlockCacheBytes = "rocksdb.block-cache-usage";

    private const string LevelFileCountPrefix = "rocksdb.num-files-at-level";

    /// <summary>Text: sizes, speeds and stalls by level.</summary>
    public const string StatisticsText = "rocksdb.stats";

    /// <summary>Reads a property that is a number.</summary>
    /// <param name="database">The database.</param>
    /// <param name="name">One of the constants of this class, or another that RocksDB knows.</param>
    /// <exception cref="ArgumentException">RocksDB knows no such number.</exception>
    public static long GetNumber(this RocksDatabase database, string name)
    {
        ArgumentNullException.ThrowIfNull(database);
        using var lease = new DatabaseLease(database.Handle);
        ulong number;
        fixed (byte* native = NativeText.Terminated(name))
        {
            return MaintenanceFunctions.PropertyNumber(lease.Database.Value, native, &number) == 0
                ? (long)number
                : throw new ArgumentException($"RocksDB has no number '{name}'.", nameof(name));
        }
    }

    /// <summary>Reads a property as text, numbers included.</summary>
    /// <param name="database">The database.</param>
    /// <param name="name">One of the constants of this class, or another that RocksDB knows.</param>
    /// <returns><see langword="null"/> if RocksDB knows no such property.</returns>
    public static string? GetText(this RocksDatabase database, string name)
    {
        ArgumentNullException.ThrowIfNull(database);
        using var lease = new DatabaseLease(database.Handle);
        fixed (byte* native = NativeText.Terminated(name))
        {
            return NativeText.TakeOver(MaintenanceFunctions.PropertyText(lease.Database.Value, native));
        }
    }

    /// <summary>Table files of one level; 0 is where memtables are flushed to.</summary>
    public static long CountLevelFiles(this RocksDatabase database, int level) =>
        long.TryParse(
            GetText(database, LevelFileCountPrefix + level.ToString(CultureInfo.InvariantCulture)),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var count)
            ? count
            : throw new ArgumentOutOfRangeException(nameof(level), level, "The database has no such level.");

    /// <summary>
    /// Bytes of table files that hold the keys from <paramref name="start"/> up to <paramref name="end"/>, roughly.
    /// </summary>
    /// <remarks>What is in memory does not count.</remarks>
    public static long EstimateSizeBytes(this RocksDatabase database, ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        ArgumentNullException.ThrowIfNull(database);
        using var lease = new DatabaseLease(database.Handle);
        byte* error = null;
        ulong size = 0;
        fixed (byte* startData = start, endData = end)
        {
            var from = startData;
            var to = endData;
            var fromSize = (nuint)start.Length;
            var toSize = (nuint)end.Length;
            MaintenanceFunctions.ApproximateSizes(
                lease.Database.Value, 1, &from, &fromSize, &to, &toSize, &size, &error);
        }

        RocksException.ThrowIfError(error);
        return (long)size;
    }

    /// <summary>The number of the last write, which grows by one with every key written or deleted.</summary>
    public static long GetSequenceNumber(this RocksDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        using var lease = new DatabaseLease(database.Handle);
        return (long)MaintenanceFunctions.LatestSequenceNumber(lease.Database.Value);
    }
}
