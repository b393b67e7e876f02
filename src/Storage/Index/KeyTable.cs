using System.Runtime.CompilerServices;

namespace Orleans.TableService.Storage.Index;

/// <summary>Values under keys, each with a position: the order in which they were added, from 0.</summary>
/// <remarks>
/// For one thread. The keys lie in one buffer and nothing but values refers to objects, so a collector that passes has
/// little to look at, however many keys there are and however often they change. Keys come from clients, who must not
/// be able to make them collide: see <see cref="KeyHash"/>.
/// </remarks>
/// <typeparam name="T">The values.</typeparam>
/// <param name="keptCountMax">Keys for which there may still be room after <see cref="Clear"/>.</param>
/// <param name="patience">Uses in a row of less than a quarter of the room after which it is given back.</param>
internal sealed class KeyTable<T>(int keptCountMax, int patience)
    where T : struct
{
    private const int CountMin = 8;
    private const int KeySizeMinBytes = 32;

    private const int KeptUnused = 128;

    // Of few keys that are long no less than of many that are not.
    private const int KeptSizeMaxBytes = 1 << 20;
    private const int KeptKeySizeMaxBytes = 64;

    private KeptRoom _kept = new(KeptUnused, patience, keptCountMax);
    private KeptRoom _keptBytes = new(
        KeptUnused * KeySizeMinBytes, patience, Math.Max(KeptSizeMaxBytes, (long)keptCountMax * KeptKeySizeMaxBytes));

    private int[] _buckets = new int[2 * CountMin];
    private Node[] _nodes = new Node[CountMin];
    private T[] _values = new T[CountMin];
    private byte[] _bytes = new byte[CountMin * KeySizeMinBytes];

    /// <summary>Keys.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all keys.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>Keys for which there is room.</summary>
    public int Capacity => _nodes.Length;

    /// <summary>Bytes of keys for which there is room.</summary>
    public int CapacityBytes => _bytes.Length;

    /// <summary>The value at a position, valid until the next key is added.</summary>
    public ref T this[int position] => ref _values[position];

    /// <summary>The key at a position, valid until the next key is added or <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Key(int position) => _bytes.AsSpan(_nodes[position].Start, _nodes[position].Length);

    /// <summary>The hash of the key at a position.</summary>
    public int Hash(int position) => _nodes[position].Hash;

    /// <summary>The position of a key; -1 when it is not here.</summary>
    public int Find(ReadOnlySpan<byte> key, int hash)
    {
        if (Count == 0)
        {
            return -1;
        }

        // Buckets and links count from 1, so that zeros are ends.
        var position = _buckets[hash & (_buckets.Length - 1)] - 1;
        while (position >= 0 && (_nodes[position].Hash != hash || !Key(position).SequenceEqual(key)))
        {
            position = _nodes[position].Next - 1;
        }

        return position;
    }

    /// <summary>The value of a key, which is added with a default one if it is not here.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="isNew">Whether it was added.</param>
    /// <returns>Valid until the next key is added.</returns>
    public ref T GetOrAdd(ReadOnlySpan<byte> key, int hash, out bool isNew)
    {
        var position = Find(key, hash);
        isNew = position < 0;
        if (isNew)
        {
            position = Add(key, hash);
        }

        return ref _values[position];
    }

    /// <summary>Forgets all keys, and keeps the room that is worth it.</summary>
    public void Clear()
    {
        // Both are told of each use.
        if (_kept.Keeps(Capacity, Count) & _keptBytes.Keeps(CapacityBytes, SizeBytes))
        {
            Empty();
        }
        else
        {
            Renew();
        }

        Count = SizeBytes = 0;
    }

    /// <summary>Forgets all keys, and keeps little room.</summary>
    public void ReleaseRoom()
    {
        Clear();
        if (!_kept.IsSmall(Capacity) || !_keptBytes.IsSmall(CapacityBytes))
        {
            Renew();
        }
    }

    private void Renew()
    {
        _buckets = new int[2 * CountMin];
        _nodes = new Node[CountMin];
        _values = new T[CountMin];
        _bytes = new byte[CountMin * KeySizeMinBytes];
    }

    private int Add(ReadOnlySpan<byte> key, int hash)
    {
        if (Count == _nodes.Length)
        {
            Grow();
        }

        if (_bytes.Length - SizeBytes < key.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, SizeBytes + key.Length));
        }

        key.CopyTo(_bytes.AsSpan(SizeBytes));
        _nodes[Count] = new Node { Hash = hash, Start = SizeBytes, Length = key.Length };
        _values[Count] = default;
        SizeBytes += key.Length;
        Link(Count);
        return Count++;
    }

    private void Empty()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            _values.AsSpan(0, Count).Clear();
        }

        if (Count < _buckets.Length / 8)
        {
            for (var i = 0; i < Count; i++)
            {
                _buckets[_nodes[i].Hash & (_buckets.Length - 1)] = 0;
            }
        }
        else
        {
            Array.Clear(_buckets);
        }
    }

    private void Grow()
    {
        Array.Resize(ref _nodes, _nodes.Length * 2);
        Array.Resize(ref _values, _nodes.Length);
        _buckets = new int[_nodes.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            Link(i);
        }
    }

    private void Link(int position)
    {
        ref var bucket = ref _buckets[_nodes[position].Hash & (_buckets.Length - 1)];
        _nodes[position].Next = bucket;
        bucket = position + 1;
    }

    private struct Node
    {
        public int Hash;
        public int Next;
        public int Start;
        public int Length;
    }
}
