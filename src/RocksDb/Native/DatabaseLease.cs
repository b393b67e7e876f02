namespace Orleans.TableService.RocksDb.Native;

/// <summary>Keeps a database, and a snapshot if there is one, from closing during one operation.</summary>
internal readonly ref struct DatabaseLease : IDisposable
{
    private readonly SnapshotHandle? _snapshot;

    public DatabaseLease(DatabaseHandle database, RocksSnapshot? snapshot = null)
    {
        database.AddReference();
        Database = database;
        if (snapshot is not null)
        {
            _snapshot = Acquire(snapshot, database);
        }
    }

    public DatabaseHandle Database { get; }

    public nint ReadOptions => _snapshot is null ? Database.ReadOptions : _snapshot.ReadOptions;

    /// <summary>Ends the lease but for the reference to the database, which passes to the caller.</summary>
    public DatabaseHandle KeepDatabase()
    {
        _snapshot?.DangerousRelease();
        return Database;
    }

    public void Dispose()
    {
        _snapshot?.DangerousRelease();
        Database.DangerousRelease();
    }

    private static SnapshotHandle Acquire(RocksSnapshot snapshot, DatabaseHandle database)
    {
        try
        {
            return snapshot.Acquire(database);
        }
        catch
        {
            database.DangerousRelease();
            throw;
        }
    }
}
