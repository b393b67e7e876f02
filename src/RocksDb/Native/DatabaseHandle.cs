namespace Orleans.TableService.RocksDb.Native;

/// <summary>
/// An open database. Snapshots, iterators and pinned values each hold a reference, so that the native database closes
/// with the last of them, in whatever order they are disposed or finalized.
/// </summary>
internal sealed unsafe class DatabaseHandle : SharedHandle
{
    // rocksdb::ReadTier::kBlockCacheTier.
    private const int BlockCacheTier = 1;

    public DatabaseHandle(nint database, nint columnFamily, nint writeOptions, nint readOptions)
    {
        ColumnFamily = columnFamily;
        WriteOptions = writeOptions;
        ReadOptions = readOptions;
        MemoryReadOptions = IteratorFunctions.CreateReadOptions();
        IteratorFunctions.SetReadTier(MemoryReadOptions, BlockCacheTier);
        SetHandle(database);
    }

    public nint ColumnFamily { get; }

    public nint WriteOptions { get; }

    public nint ReadOptions { get; }

    /// <summary>Of reads that fail as incomplete instead of looking into a file.</summary>
    public nint MemoryReadOptions { get; }

    protected override bool ReleaseHandle()
    {
        DatabaseFunctions.DestroyColumnFamily(ColumnFamily);
        DatabaseFunctions.Close(handle);
        OptionFunctions.DestroyWriteOptions(WriteOptions);
        IteratorFunctions.DestroyReadOptions(ReadOptions);
        IteratorFunctions.DestroyReadOptions(MemoryReadOptions);
        return true;
    }
}
