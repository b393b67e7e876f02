using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>
/// Flushing, compacting and tuning an open database. Each throws as <see cref="RocksDatabase"/> says.
/// </summary>
public static unsafe class RocksMaintenance
{
    /// <summary>Writes what is in memory to a table file.</summary>
    /// <param name="database">The database.</param>
    /// <param name="waits">Whether to return only when the file is durable. Default yes.</param>
    public static void Flush(this RocksDatabase database, bool waits = true)
    {
        using var lease = Lease(database);
        using var options = new NativeObject(
            MaintenanceFunctions.CreateFlushOptions(), MaintenanceFunctions.DestroyFlushOptions);
        MaintenanceFunctions.SetFlushWait(options.Value, waits ? (byte)1 : (byte)0);
        byte* error = null;
        MaintenanceFunctions.Flush(lease.Database.Value, options.Value, &error);
        RocksException.ThrowIfError(error);
    }

    /// <summary>Makes RocksDB's own log durable up to the last write.</summary>
    public static void SyncWriteAheadLog(this RocksDatabase database)
    {
        using var lease = Lease(database);
        byte* error = null;
        MaintenanceFunctions.FlushLog(lease.Database.Value, 1, &error);
        RocksException.ThrowIfError(error);
    }

    /// <summary>
    /// Compacts the keys from <paramref name="start"/> to <paramref name="end"/>, the latter included.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="start">First key; empty for the first there is.</param>
    /// <param name="end">Last key; empty for the last there is.</param>
    /// <param name="options">How far to go.</param>
    public static void CompactRange(
        this RocksDatabase database,
        ReadOnlySpan<byte> start = default,
        ReadOnlySpan<byte> end = default,
        RocksCompactRangeOptions? options = null)
    {
        using var lease = Lease(database);
        using var native = new NativeObject(
            MaintenanceFunctions.CreateCompactOptions(), MaintenanceFunctions.DestroyCompactOptions);
        options ??= new RocksCompactRangeOptions();
        MaintenanceFunctions.SetExclusiveCompaction(native.Value, options.IsExclusive ? (byte)1 : (byte)0);
        MaintenanceFunctions.SetBottommostCompaction(native.Value, (byte)options.Bottommost);
        fixed (byte* from = start, to = end)
        {
            MaintenanceFunctions.CompactRange(
                lease.Database.Value, native.Value, from, (nuint)start.Length, to, (nuint)end.Length);
        }
    }

    /// <summary>
    /// Stops flushes and compactions for good, so that closing does not wait for them; what is only in memory is
    /// flushed first if the options of the database say so. No write succeeds afterwards.
    /// </summary>
    public static void CancelBackgroundWork(this RocksDatabase database)
    {
        using var lease = Lease(database);
        MaintenanceFunctions.CancelBackgroundWork(lease.Database.Value, 1);
    }

    /// <summary>
    /// Changes one of the options that RocksDB lets change while open, such as <c>write_buffer_size</c>.
    /// </summary>
    /// <exception cref="RocksException">The option is unknown, the value is not valid, or it cannot change.</exception>
    public static void SetOption(this RocksDatabase database, string name, string value)
    {
        using var lease = Lease(database);
        byte* error = null;
        fixed (byte* nameData = NativeText.Terminated(name), valueData = NativeText.Terminated(value))
        {
            var names = nameData;
            var values = valueData;
            MaintenanceFunctions.SetOptions(lease.Database.Value, 1, &names, &values, &error);
        }

        RocksException.ThrowIfError(error);
    }

    private static DatabaseLease Lease(RocksDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return new DatabaseLease(database.Handle);
    }
}
