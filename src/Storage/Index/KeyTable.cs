using System.Runtime.InteropServices;

namespace Orleans.TableService.Storage.Index;

/// <summary>A set of keys, each with a position: the order in which they were added, from 0.</summary>
/// <remarks>
/// For one thread. The keys lie in one buffer and nothing refers to objects, so a collector that passes has nothing to
/// look at, however many keys there are and however often they change. Keys come from clients, who must not be able to
/// make them collide: the hash is that of strings, seeded per process.
/// </remarks>
internal sealed class KeyTable
{
    private const int NodesMin = 8;

    private int[] _buckets = new int[2 * NodesMin];
    private Node[] _nodes = new Node[NodesMin];
    private byte[] _bytes = new byte[32 * NodesMin];

    /// <summary>Keys.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all keys.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>Keys for which there is room.</summary>
    public int Capacity => _nodes.Length;

    /// <summary>Bytes of keys for which there is room.</summary>
    public int CapacityBytes => _bytes.Length;

    /// <summary>The hash that goes with a key in all calls.</summary>
    public static int HashOf(ReadOnlySpan<byte> key)
    {
        var hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(key));
        return (key.Length & 1) == 0 ? hash : (hash * 257) + key[^1];
    }

    /// <summary>The key at a position, valid until the next <see cref="Add"/> or <see cref="Clear"/>.</summary>
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

    /// <summary>Adds a key that is not here.</summary>
    /// <returns>Its position.</returns>
    public int Add(ReadOnlySpan<byte> key, int hash)
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
        SizeBytes += key.Length;
        Link(Count);
        return Count++;
    }

    /// <summary>Forgets all keys and keeps their room.</summary>
    public void Clear()
    {
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

        Count = SizeBytes = 0;
    }

    private void Grow()
    {
        Array.Resize(ref _nodes, _nodes.Length * 2);
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
