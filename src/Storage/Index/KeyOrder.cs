using System.Buffers;
using System.Buffers.Binary;

namespace Orleans.TableService.Storage.Index;

/// <summary>The positions of a table's keys in the order of their bytes.</summary>
/// <remarks>
/// Most keys differ in the eight bytes behind what all of them begin with, and these compare as one number. For one
/// thread; pooled memory.
/// </remarks>
/// <typeparam name="T">The table's values.</typeparam>
internal readonly ref struct KeyOrder<T> : IDisposable
    where T : struct
{
    private readonly int[] _positions;
    private readonly int _count;

    /// <summary>Sorts the keys, which must stay until this is disposed.</summary>
    public KeyOrder(KeyTable<T> keys)
    {
        _count = keys.Count;
        _positions = ArrayPool<int>.Shared.Rent(_count);
        var rented = ArrayPool<ulong>.Shared.Rent(_count);
        var heads = rented.AsSpan(0, _count);
        var common = CountCommonBytes(keys);
        for (var i = 0; i < _count; i++)
        {
            _positions[i] = i;
            heads[i] = HeadOf(keys.Key(i)[common..]);
        }

        heads.Sort(_positions.AsSpan(0, _count));
        SortEqual(keys, heads);
        ArrayPool<ulong>.Shared.Return(rented);
    }

    /// <summary>The positions.</summary>
    public ReadOnlySpan<int> Positions => _positions.AsSpan(0, _count);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<int>.Shared.Return(_positions);

    private static int CountCommonBytes(KeyTable<T> keys)
    {
        var common = keys.Count == 0 ? default : keys.Key(0);
        for (var i = 1; i < keys.Count; i++)
        {
            common = common[..common.CommonPrefixLength(keys.Key(i))];
        }

        return common.Length;
    }

    // One that ends earlier goes on with zeros, so it may equal another, but is not behind it.
    private static ulong HeadOf(ReadOnlySpan<byte> key)
    {
        if (key.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(key);
        }

        Span<byte> head = stackalloc byte[sizeof(ulong)];
        head.Clear();
        key.CopyTo(head);
        return BinaryPrimitives.ReadUInt64BigEndian(head);
    }

    private void SortEqual(KeyTable<T> keys, ReadOnlySpan<ulong> heads)
    {
        for (var first = 0; first < _count;)
        {
            var end = first + 1;
            while (end < _count && heads[end] == heads[first])
            {
                end++;
            }

            if (end - first > 1)
            {
                _positions.AsSpan(first, end - first).Sort(new ByKey(keys));
            }

            first = end;
        }
    }

    private readonly struct ByKey(KeyTable<T> keys) : IComparer<int>
    {
        public int Compare(int x, int y) => keys.Key(x).SequenceCompareTo(keys.Key(y));
    }
}
