using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>
/// The values of a multi-get, uncopied, in the order of its keys. Reusable: each multi-get into it lets the former
/// values go and allocates only when it needs more room. For one thread at a time.
/// </summary>
/// <remarks>
/// While it holds values it pins cache blocks and keeps the database open: <see cref="Clear"/> it when done.
/// </remarks>
public sealed unsafe class MultiGetResult : IDisposable
{
    /// <summary>Creates a result without room.</summary>
    /// <exception cref="RocksLibraryNotFoundException">RocksDB is not installed.</exception>
    public MultiGetResult()
    {
        RocksLibrary.EnsureLoaded();
        Buffer = new MultiGetBuffer();
    }

    /// <summary>Keys of the last multi-get.</summary>
    public int Count => Buffer.Count;

    internal MultiGetBuffer Buffer { get; }

    /// <summary>Whether key <paramref name="index"/> has a value, empty ones included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The last multi-get had no such key.</exception>
    public bool IsFound(int index) => SliceAt(index) != 0;

    /// <summary>
    /// The value of key <paramref name="index"/>, until the next use, <see cref="Clear"/> or disposal.
    /// </summary>
    /// <returns><see langword="false"/> if the key has none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The last multi-get had no such key.</exception>
    public bool TryGetValue(int index, out ReadOnlySpan<byte> value)
    {
        var slice = SliceAt(index);
        if (slice == 0)
        {
            value = default;
            return false;
        }

        nuint length;
        var data = DatabaseFunctions.PinnedData(slice, &length);
        value = new ReadOnlySpan<byte>(data, checked((int)length));
        return true;
    }

    /// <summary>Lets the values go, keeping the room for them.</summary>
    public void Clear() => Buffer.Clear();

    /// <summary>Lets the values go and frees the room.</summary>
    public void Dispose()
    {
        Buffer.Clear();
        Buffer.Dispose();
    }

    private nint SliceAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Buffer.Count);
        return Buffer.Values[index];
    }
}
