using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>
/// Writes that happen together or not at all, in the order they were added. For one thread at a time; reusable after
/// <see cref="Clear"/>. Keys and values are copied as they are added.
/// </summary>
public sealed unsafe class RocksWriteBatch : IDisposable
{
    private readonly NativeObject _handle;

    /// <summary>Creates an empty batch.</summary>
    /// <exception cref="RocksLibraryNotFoundException">RocksDB is not installed.</exception>
    public RocksWriteBatch()
    {
        RocksLibrary.EnsureLoaded();
        _handle = new NativeObject(BatchFunctions.Create(), BatchFunctions.Destroy);
    }

    /// <summary>Writes in the batch; a range delete is one.</summary>
    public int Count
    {
        get
        {
            var count = BatchFunctions.Count(_handle.Value);
            GC.KeepAlive(_handle);
            return count;
        }
    }

    /// <summary>Size of the batch as RocksDB holds it, in bytes.</summary>
    public long SizeBytes
    {
        get
        {
            nuint size;
            BatchFunctions.Data(_handle.Value, &size);
            GC.KeepAlive(_handle);
            return (long)size;
        }
    }

    internal NativeObject Handle => _handle;

    /// <summary>Adds a put.</summary>
    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyData = key, valueData = value)
        {
            BatchFunctions.Put(_handle.Value, keyData, (nuint)key.Length, valueData, (nuint)value.Length);
        }

        GC.KeepAlive(_handle);
    }

    /// <summary>Adds a put of a value in two parts, such as a header and a body, without joining them first.</summary>
    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> valueHead, ReadOnlySpan<byte> valueTail)
    {
        fixed (byte* keyData = key, headData = valueHead, tailData = valueTail)
        {
            var keySize = (nuint)key.Length;
            var keyPart = keyData;
            var parts = stackalloc byte*[2] { headData, tailData };
            var sizes = stackalloc nuint[2] { (nuint)valueHead.Length, (nuint)valueTail.Length };
            BatchFunctions.PutParts(_handle.Value, 1, &keyPart, &keySize, 2, parts, sizes);
        }

        GC.KeepAlive(_handle);
    }

    /// <summary>Adds a delete; a key that is absent is no error.</summary>
    public void Delete(ReadOnlySpan<byte> key)
    {
        fixed (byte* keyData = key)
        {
            BatchFunctions.Delete(_handle.Value, keyData, (nuint)key.Length);
        }

        GC.KeepAlive(_handle);
    }

    /// <summary>
    /// Adds a delete of all keys from <paramref name="start"/> up to but not including <paramref name="end"/>.
    /// </summary>
    public void DeleteRange(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        fixed (byte* startData = start, endData = end)
        {
            BatchFunctions.DeleteRange(
                _handle.Value, startData, (nuint)start.Length, endData, (nuint)end.Length);
        }

        GC.KeepAlive(_handle);
    }

    /// <summary>Empties the batch, keeping its memory.</summary>
    public void Clear()
    {
        BatchFunctions.Clear(_handle.Value);
        GC.KeepAlive(_handle);
    }

    /// <summary>Frees the batch. What it held is not written.</summary>
    public void Dispose() => _handle.Dispose();
}
