using System.Buffers;
using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>
/// A map from byte strings to byte strings in a directory, in unsigned byte order. Safe for many callers at once;
/// single reads and writes allocate no managed memory.
/// </summary>
/// <remarks>
/// Every method throws <see cref="RocksException"/> when RocksDB fails it and <see cref="ObjectDisposedException"/>
/// after <see cref="Dispose"/>. All of them but <see cref="TryGetPinnedFromMemory"/> may block on the disk.
/// </remarks>
public sealed unsafe class RocksDatabase : IDisposable
{
    private RocksDatabase(string path, DatabaseHandle handle)
    {
        Path = path;
        Handle = handle;
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    internal DatabaseHandle Handle { get; }

    /// <summary>Opens, by default creates, the database in a directory whose parent exists.</summary>
    /// <exception cref="RocksException">
    /// With <see cref="RocksErrorKind.LockHeld"/> if the database is open already; with
    /// <see cref="RocksErrorKind.Corruption"/> if it is damaged.
    /// </exception>
    /// <exception cref="RocksLibraryNotFoundException">RocksDB is not installed.</exception>
    public static RocksDatabase Open(string path, RocksDatabaseOptions options) =>
        new(path, DatabaseOpener.Open(path, options, isReadOnly: false));

    /// <summary>Opens a database for reading only, without locking it: what others write later is not seen.</summary>
    /// <exception cref="RocksException">The database is absent or damaged.</exception>
    /// <exception cref="RocksLibraryNotFoundException">RocksDB is not installed.</exception>
    public static RocksDatabase OpenReadOnly(string path, RocksDatabaseOptions options) =>
        new(path, DatabaseOpener.Open(path, options, isReadOnly: true));

    /// <summary>Deletes the files of a database that is not open. An absent one is no error.</summary>
    /// <exception cref="RocksException">The database is open, or a file cannot be deleted.</exception>
    /// <exception cref="RocksLibraryNotFoundException">RocksDB is not installed.</exception>
    public static void Destroy(string path) => DatabaseOpener.Destroy(path);

    /// <summary>Reads a value without copying it. The caller disposes the result, found or not.</summary>
    public PinnedValue GetPinned(ReadOnlySpan<byte> key, RocksSnapshot? snapshot = null)
    {
        var lease = new DatabaseLease(Handle, snapshot);
        byte* error = null;
        nint slice;
        fixed (byte* data = key)
        {
            slice = DatabaseFunctions.GetPinned(
                lease.Database.Value, lease.ReadOptions, data, (nuint)key.Length, &error);
        }

        if (slice != 0)
        {
            return new PinnedValue(lease.KeepDatabase(), slice);
        }

        lease.Dispose();
        RocksException.ThrowIfError(error);
        return default;
    }

    /// <summary>
    /// Reads a value of the present state without copying it, if memory alone tells it: never waits for the disk.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, found or not, which the caller disposes.</param>
    /// <returns><see langword="false"/> if a file would have to be read, and always of an empty value.</returns>
    public bool TryGetPinnedFromMemory(ReadOnlySpan<byte> key, out PinnedValue value)
    {
        var lease = new DatabaseLease(Handle);
        byte* error = null;
        nint slice;
        fixed (byte* data = key)
        {
            slice = DatabaseFunctions.GetPinned(
                Handle.Value, Handle.MemoryReadOptions, data, (nuint)key.Length, &error);
        }

        if (slice != 0)
        {
            // RocksDB 7 shows an empty value where it did not look, because the key's file is not open just now.
            value = new PinnedValue(lease.KeepDatabase(), slice);
            if (!value.Span.IsEmpty)
            {
                return true;
            }

            value.Dispose();
            return false;
        }

        lease.Dispose();
        value = default;
        return !RocksException.IsIncomplete(error);
    }

    /// <summary>Copies a value into <paramref name="destination"/> if it fits.</summary>
    /// <returns>
    /// Length of the value, which was copied only if that is at most the length of <paramref name="destination"/>; -1
    /// if the key has none.
    /// </returns>
    public int Get(ReadOnlySpan<byte> key, Span<byte> destination, RocksSnapshot? snapshot = null)
    {
        using var value = GetPinned(key, snapshot);
        if (!value.IsFound)
        {
            return -1;
        }

        value.Span.TryCopyTo(destination);
        return value.Span.Length;
    }

    /// <summary>Appends a value to <paramref name="destination"/>.</summary>
    /// <returns>Length of the value; -1 if the key has none.</returns>
    public int Get(ReadOnlySpan<byte> key, IBufferWriter<byte> destination, RocksSnapshot? snapshot = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var value = GetPinned(key, snapshot);
        if (!value.IsFound)
        {
            return -1;
        }

        destination.Write(value.Span);
        return value.Span.Length;
    }

    /// <summary>Reads a value into a new array.</summary>
    /// <returns><see langword="null"/> if the key has none.</returns>
    public byte[]? Get(ReadOnlySpan<byte> key, RocksSnapshot? snapshot = null)
    {
        using var value = GetPinned(key, snapshot);
        return value.IsFound ? value.Span.ToArray() : null;
    }

    /// <summary>Whether a key has a value.</summary>
    public bool Contains(ReadOnlySpan<byte> key, RocksSnapshot? snapshot = null)
    {
        using var value = GetPinned(key, snapshot);
        return value.IsFound;
    }

    /// <summary>Reads many values as of one moment, which shares the work on files between them.</summary>
    /// <param name="packedKeys">The keys, one after another; sorted ones are faster.</param>
    /// <param name="keyEnds">Where each key ends in <paramref name="packedKeys"/>.</param>
    /// <param name="result">Receives the values, in the order of the keys.</param>
    /// <param name="snapshot">The state to read; the present one if none.</param>
    public void MultiGet(
        ReadOnlySpan<byte> packedKeys, ReadOnlySpan<int> keyEnds, MultiGetResult result, RocksSnapshot? snapshot = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var lease = new DatabaseLease(Handle, snapshot);
        MultiGetReader.Read(lease, packedKeys, keyEnds, result.Buffer);
    }

    /// <summary>Sets a value.</summary>
    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        using var lease = new DatabaseLease(Handle);
        byte* error = null;
        fixed (byte* keyData = key, valueData = value)
        {
            DatabaseFunctions.Put(
                Handle.Value, Handle.WriteOptions, keyData, (nuint)key.Length, valueData, (nuint)value.Length, &error);
        }

        RocksException.ThrowIfError(error);
    }

    /// <summary>Removes a value; an absent one is no error.</summary>
    public void Delete(ReadOnlySpan<byte> key)
    {
        using var lease = new DatabaseLease(Handle);
        byte* error = null;
        fixed (byte* keyData = key)
        {
            DatabaseFunctions.Delete(Handle.Value, Handle.WriteOptions, keyData, (nuint)key.Length, &error);
        }

        RocksException.ThrowIfError(error);
    }

    /// <summary>
    /// Removes the values of all keys from <paramref name="start"/> up to but not including <paramref name="end"/>.
    /// </summary>
    public void DeleteRange(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        using var lease = new DatabaseLease(Handle);
        byte* error = null;
        fixed (byte* from = start, to = end)
        {
            DatabaseFunctions.DeleteRange(
                Handle.Value,
                Handle.WriteOptions,
                Handle.ColumnFamily,
                from,
                (nuint)start.Length,
                to,
                (nuint)end.Length,
                &error);
        }

        RocksException.ThrowIfError(error);
    }

    /// <summary>Carries out a batch, all of it or nothing. The batch stays as it is.</summary>
    public void Write(RocksWriteBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var lease = new DatabaseLease(Handle);
        byte* error = null;
        DatabaseFunctions.Write(Handle.Value, Handle.WriteOptions, batch.Handle.Value, &error);
        GC.KeepAlive(batch);
        RocksException.ThrowIfError(error);
    }

    /// <summary>Takes a snapshot of the present state.</summary>
    public RocksSnapshot CreateSnapshot() => new(Handle);

    /// <summary>Creates an iterator, which stands nowhere until it seeks.</summary>
    public RocksIterator CreateIterator(scoped in RocksIteratorOptions options = default) => new(Handle, options);

    /// <summary>
    /// Closes the database, flushing as its options say; if snapshots, iterators or pinned values are left, that
    /// happens when the last of them is disposed.
    /// </summary>
    public void Dispose() => Handle.Shut();
}
