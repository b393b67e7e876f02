using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>Copies of an open database that can be opened as databases themselves.</summary>
public static unsafe class RocksCheckpoint
{
    /// <summary>
    /// Puts a copy, hard links where the file system allows, into a directory that must not exist yet.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="directory">The directory, whose parent exists.</param>
    /// <param name="logSizeForFlushBytes">
    /// Bytes of RocksDB's own log from which on memory is flushed first, rather than the log copied. Zero always
    /// flushes: without that log nothing else would put what is in memory into the copy. Default zero.
    /// </param>
    /// <exception cref="RocksException">The directory exists, or the files cannot be written.</exception>
    public static void CreateCheckpoint(this RocksDatabase database, string directory, long logSizeForFlushBytes = 0)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentOutOfRangeException.ThrowIfNegative(logSizeForFlushBytes);
        using var lease = new DatabaseLease(database.Handle);
        byte* error = null;
        var checkpoint = MaintenanceFunctions.CreateCheckpointObject(lease.Database.Value, &error);
        RocksException.ThrowIfError(error);
        using var handle = new NativeObject(checkpoint, MaintenanceFunctions.DestroyCheckpointObject);
        fixed (byte* path = NativeText.Terminated(directory))
        {
            MaintenanceFunctions.CreateCheckpoint(checkpoint, path, (ulong)logSizeForFlushBytes, &error);
        }

        RocksException.ThrowIfError(error);
    }
}
