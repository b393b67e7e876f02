using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>
/// The state of a database at one moment. Safe for many readers at once. It keeps old versions from being compacted
/// away and the database from closing until it is disposed.
/// </summary>
public sealed class RocksSnapshot : IDisposable
{
    internal RocksSnapshot(DatabaseHandle database)
    {
        Handle = SnapshotHandle.Create(database);
    }

    internal SnapshotHandle Handle { get; }

    /// <summary>Releases the snapshot; iterators over it stay usable.</summary>
    public void Dispose() => Handle.Shut();

    /// <summary>Takes a reference for a read from <paramref name="database"/>.</summary>
    internal SnapshotHandle Acquire(DatabaseHandle database)
    {
        if (Handle.Database != database)
        {
            throw new ArgumentException("The snapshot belongs to another database.", nameof(database));
        }

        Handle.AddReference();
        return Handle;
    }
}
