using System.Runtime.InteropServices;

namespace Orleans.TableService.RocksDb.Native;

/// <summary>A snapshot, and the read options that read from it.</summary>
internal sealed unsafe class SnapshotHandle : SafeHandle
{
    private SnapshotHandle(DatabaseHandle database, nint snapshot)
        : base(0, ownsHandle: true)
    {
        Database = database;
        ReadOptions = IteratorFunctions.CreateReadOptions();
        IteratorFunctions.SetSnapshot(ReadOptions, snapshot);
        SetHandle(snapshot);
    }

    public override bool IsInvalid => handle == 0;

    public DatabaseHandle Database { get; }

    public nint ReadOptions { get; }

    /// <summary>The snapshot. Only for holders of a reference.</summary>
    public nint Value => handle;

    public static SnapshotHandle Create(DatabaseHandle database)
    {
        database.AddReference();
        return new SnapshotHandle(database, DatabaseFunctions.CreateSnapshot(database.Value));
    }

    /// <summary>Takes a reference, which <see cref="SafeHandle.DangerousRelease"/> gives back.</summary>
    public void AddReference()
    {
        var added = false;
        DangerousAddRef(ref added);
    }

    protected override bool ReleaseHandle()
    {
        IteratorFunctions.DestroyReadOptions(ReadOptions);
        DatabaseFunctions.ReleaseSnapshot(Database.Value, handle);
        Database.DangerousRelease();
        return true;
    }
}
