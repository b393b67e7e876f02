using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>
/// Walks a database's keys in unsigned byte order, either way. For one thread at a time. It keeps its database open
/// until it is disposed, and allocates nothing per step.
/// </summary>
/// <remarks>A new iterator stands nowhere: seek first. Every move throws what reading failed with.</remarks>
public sealed unsafe class RocksIterator : IDisposable
{
    private readonly IteratorHandle _handle;
    private bool _isValid;

    internal RocksIterator(DatabaseHandle database, scoped in RocksIteratorOptions options)
    {
        database.AddReference();
        SnapshotHandle? snapshot;
        try
        {
            snapshot = options.Snapshot?.Acquire(database);
        }
        catch
        {
            database.DangerousRelease();
            throw;
        }

        _handle = new IteratorHandle(database, snapshot, options);
    }

    /// <summary>Whether the iterator stands on an entry.</summary>
    public bool IsValid => _isValid;

    /// <summary>The key of the entry, until the next move or <see cref="Dispose"/>.</summary>
    /// <exception cref="InvalidOperationException">The iterator stands on no entry.</exception>
    public ReadOnlySpan<byte> Key
    {
        get
        {
            ThrowIfNotValid();
            nuint length;
            var data = IteratorFunctions.Key(_handle.Value, &length);
            return new ReadOnlySpan<byte>(data, (int)length);
        }
    }

    /// <summary>The value of the entry, until the next move or <see cref="Dispose"/>.</summary>
    /// <exception cref="InvalidOperationException">The iterator stands on no entry.</exception>
    public ReadOnlySpan<byte> Value
    {
        get
        {
            ThrowIfNotValid();
            nuint length;
            var data = IteratorFunctions.Value(_handle.Value, &length);
            return new ReadOnlySpan<byte>(data, checked((int)length));
        }
    }

    /// <summary>Moves to the first entry within the bounds.</summary>
    /// <returns><see langword="false"/> if there is none.</returns>
    /// <exception cref="RocksException">The database cannot be read.</exception>
    public bool SeekToFirst()
    {
        IteratorFunctions.SeekToFirst(_handle.Value);
        return Moved();
    }

    /// <summary>Moves to the last entry within the bounds.</summary>
    /// <returns><see langword="false"/> if there is none.</returns>
    /// <exception cref="RocksException">The database cannot be read.</exception>
    public bool SeekToLast()
    {
        IteratorFunctions.SeekToLast(_handle.Value);
        return Moved();
    }

    /// <summary>Moves to the first entry at or after <paramref name="key"/>.</summary>
    /// <returns><see langword="false"/> if there is none within the bounds.</returns>
    /// <exception cref="RocksException">The database cannot be read.</exception>
    public bool Seek(ReadOnlySpan<byte> key)
    {
        fixed (byte* data = key)
        {
            IteratorFunctions.Seek(_handle.Value, data, (nuint)key.Length);
        }

        return Moved();
    }

    /// <summary>Moves to the last entry at or before <paramref name="key"/>.</summary>
    /// <returns><see langword="false"/> if there is none within the bounds.</returns>
    /// <exception cref="RocksException">The database cannot be read.</exception>
    public bool SeekForPrevious(ReadOnlySpan<byte> key)
    {
        fixed (byte* data = key)
        {
            IteratorFunctions.SeekForPrevious(_handle.Value, data, (nuint)key.Length);
        }

        return Moved();
    }

    /// <summary>Moves to the next entry.</summary>
    /// <returns><see langword="false"/> if that was the last one.</returns>
    /// <exception cref="InvalidOperationException">The iterator stands on no entry.</exception>
    /// <exception cref="RocksException">The database cannot be read.</exception>
    public bool Next()
    {
        ThrowIfNotValid();
        IteratorFunctions.Next(_handle.Value);
        return Moved();
    }

    /// <summary>Moves to the entry before.</summary>
    /// <returns><see langword="false"/> if that was the first one.</returns>
    /// <exception cref="InvalidOperationException">The iterator stands on no entry.</exception>
    /// <exception cref="RocksException">The database cannot be read.</exception>
    public bool Previous()
    {
        ThrowIfNotValid();
        IteratorFunctions.Previous(_handle.Value);
        return Moved();
    }

    /// <summary>Ends the iterator; spans taken from it are dead.</summary>
    public void Dispose()
    {
        _isValid = false;
        _handle.Dispose();
    }

    private bool Moved()
    {
        _isValid = IteratorFunctions.IsValid(_handle.Value) != 0;
        if (!_isValid)
        {
            byte* error = null;
            IteratorFunctions.GetError(_handle.Value, &error);
            RocksException.ThrowIfError(error);
        }

        GC.KeepAlive(_handle);
        return _isValid;
    }

    private void ThrowIfNotValid()
    {
        if (!_isValid)
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            throw new InvalidOperationException("The iterator stands on no entry: seek first.");
        }
    }
}
