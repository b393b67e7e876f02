namespace Orleans.TableService.RocksDb.Native;

/// <summary>A snapshot, and the read options that read from it.</summary>
internal sealed unsafe class SnapshotHandle : SharedHandle
{
    private SnapshotHandle(DatabaseHandle database, nint snapshot)
    {
        Database = database;
        ReadOptions = IteratorFunctions.CreateReadOptions();
        IteratorFunctions.SetSnapshot(ReadOptions, snapshot);
        SetHandle(snapshot);
    }

    public DatabaseHandle Database { get; }

    public nint ReadOptions { get; }

    public static SnapshotHandle Create(DatabaseHandle database)
    {
        database.AddReference();
        return new SnapshotHandle(database, DatabaseFunctions.CreateSnapshot(database.Value));
    }

    protected override bool ReleaseHandle()
    {
        IteratorFunctions.DestroyReadOptions(ReadOptions);
        DatabaseFunctions.ReleaseSnapshot(Database.Value, handle);
        Database.DangerousRelease();
        return true;
    }
}
