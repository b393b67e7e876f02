using Orleans.TableService.RocksDb;

namespace Orleans.TableService.Storage.Index;

/// <summary>A RocksDB index as a view: of a snapshot, or of the present when none writes beside it.</summary>
internal sealed class RocksView(RocksDatabase database, RocksSnapshot? snapshot, MultiGetResult values) : IIndexView
{
    /// <inheritdoc/>
    public void Load(PointKeys keys)
    {
        for (var next = 0; !keys.IsFull;)
        {
            var packed = keys.Pack(ref next, out var ends, out var slots);
            if (slots.IsEmpty)
            {
                return;
            }

            LoadSome(packed, ends, slots, keys);
            keys.Settle(slots);
        }
    }

    /// <inheritdoc/>
    public EntryState Read(ReadOnlySpan<byte> key, bool withValue)
    {
        using var value = database.GetPinned(key, snapshot);
        return value.IsFound ? EntryCodec.Read(value.Span, withValue) : default;
    }

    /// <inheritdoc/>
    public IIndexCursor Walk(byte[] start, byte[] end, bool descending) =>
        new RocksCursor(
            database.CreateIterator(
                new RocksIteratorOptions { LowerBound = start, UpperBound = end, Snapshot = snapshot }),
            descending);

    private void LoadSome(
        ReadOnlySpan<byte> packed,
        ReadOnlySpan<int> ends,
        ReadOnlySpan<int> slots,
        PointKeys keys)
    {
        if (slots.Length == 1)
        {
            using var value = database.GetPinned(packed, snapshot);
            if (value.IsFound)
            {
                keys.Load(slots[0], value.Span);
            }

            return;
        }

        database.MultiGet(packed, ends, values, snapshot);
        for (var i = 0; i < slots.Length; i++)
        {
            if (values.TryGetValue(i, out var value))
            {
                keys.Load(slots[i], value);
            }
        }

        values.Clear();
    }
}
