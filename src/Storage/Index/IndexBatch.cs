using Orleans.TableService.RocksDb;

namespace Orleans.TableService.Storage.Index;

/// <summary>Gathers writes to an index. For one thread.</summary>
internal sealed class IndexBatch(RocksDatabase database) : IDisposable
{
    private const int KeptBytesMax = 1 << 20;

    private readonly RocksWriteBatch _batch = new();
    private byte[] _head = new byte[EntryCodec.SizeMaxBytes(512)];

    /// <summary>Bytes gathered.</summary>
    public long SizeBytes => _batch.SizeBytes;

    /// <summary>Writes or removes one key.</summary>
    public void Set(ReadOnlySpan<byte> key, in EntryState state)
    {
        if (!state.Exists)
        {
            _batch.Delete(key);
            return;
        }

        var room = EntryCodec.SizeMaxBytes(state.Value.Bytes.Length);
        if (_head.Length < room)
        {
            _head = new byte[room];
        }

        _batch.Put(key, _head.AsSpan(0, EntryCodec.Write(state, _head)));
        if (_head.Length > KeptBytesMax)
        {
            _head = new byte[EntryCodec.SizeMaxBytes(512)];
        }
    }

    /// <summary>Writes everything and the meta value as one, then empties the batch.</summary>
    public void Commit(in IndexMeta meta)
    {
        Span<byte> value = stackalloc byte[IndexMeta.SizeMaxBytes];
        _batch.Put(IndexKey.Meta, value[..meta.Write(value)]);
        database.Write(_batch);
        _batch.Clear();
    }

    /// <summary>Empties the batch unwritten.</summary>
    public void Clear() => _batch.Clear();

    /// <inheritdoc/>
    public void Dispose() => _batch.Dispose();
}
