using Orleans.TableService.RocksDb;

namespace Orleans.TableService.Storage.Index;

/// <summary>A RocksDB iterator as a cursor. Owns the iterator.</summary>
internal sealed class RocksCursor(RocksIterator iterator, bool descending) : IIndexCursor
{
    private bool _started;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Key => iterator.Key;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Value => iterator.Value;

    /// <inheritdoc/>
    public bool MoveNext()
    {
        if (_started)
        {
            return descending ? iterator.Previous() : iterator.Next();
        }

        _started = true;
        return descending ? iterator.SeekToLast() : iterator.SeekToFirst();
    }

    /// <inheritdoc/>
    public void Dispose() => iterator.Dispose();
}
