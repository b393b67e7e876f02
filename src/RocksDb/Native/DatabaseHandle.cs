namespace Orleans.TableService.RocksDb.Native;

/// <summary>
/// An open database. Snapshots, iterators and pinned values each hold a reference, so that the native database closes
/// with the last of them, in whatever order they are disposed or finalized.
/// </summary>
internal sealed unsafe class DatabaseHandle : SharedHandle
{
    public DatabaseHandle(nint database, nint columnFamily, nint writeOptions, nint readOptions)
    {
        ColumnFamily = columnFamily;
        WriteOptions = writeOptions;
        ReadOptions = readOptions;
        SetHandle(database);
    }

    public nint ColumnFamily { get; }

    public nint WriteOptions { get; }

    public nint ReadOptions { get; }

    protected override bool ReleaseHandle()
    {
        DatabaseFunctions.DestroyColumnFamily(ColumnFamily);
        DatabaseFunctions.Close(handle);
        OptionFunctions.DestroyWriteOptions(WriteOptions);
        IteratorFunctions.DestroyReadOptions(ReadOptions);
        return true;
    }
}
