using System.Runtime.InteropServices;

namespace Orleans.TableService.RocksDb.Native;

/// <summary>
/// An open database. Snapshots, iterators and pinned values each hold a reference, so that the native database closes
/// with the last of them, in whatever order they are disposed or finalized.
/// </summary>
internal sealed unsafe class DatabaseHandle : SafeHandle
{
    public DatabaseHandle(nint database, nint columnFamily, nint writeOptions, nint readOptions)
        : base(0, ownsHandle: true)
    {
        ColumnFamily = columnFamily;
        WriteOptions = writeOptions;
        ReadOptions = readOptions;
        SetHandle(database);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The database. Only for holders of a reference.</summary>
    public nint Value => handle;

    public nint ColumnFamily { get; }

    public nint WriteOptions { get; }

    public nint ReadOptions { get; }

    /// <summary>Takes a reference, which <see cref="SafeHandle.DangerousRelease"/> gives back.</summary>
    public void AddReference()
    {
        var added = false;
        DangerousAddRef(ref added);
    }

    protected override bool ReleaseHandle()
    {
        DatabaseFunctions.DestroyColumnFamily(ColumnFamily);
        DatabaseFunctions.Close(handle);
        OptionFunctions.DestroyWriteOptions(WriteOptions);
        IteratorFunctions.DestroyReadOptions(ReadOptions);
        return true;
    }
}
