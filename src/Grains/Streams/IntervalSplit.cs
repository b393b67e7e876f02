using System.Buffers.Binary;

namespace Orleans.TableService.Grains.Streams;

/// <summary>Splits the routing keys of a new stream evenly over its first ranges.</summary>
internal static class IntervalSplit
{
    /// <summary>Intervals that lie side by side, in order; together they hold every key.</summary>
    /// <param name="keyType">How the stream divides pKeys.</param>
    /// <param name="count">Number of intervals, from 1.</param>
    public static KeyInterval[] Split(KeyType keyType, int count)
    {
        var intervals = new KeyInterval[count];
        var end = default(ReadOnlyMemory<byte>?);
        for (var i = count - 1; i >= 0; i--)
        {
            var start = i == 0 ? default : StartOf(keyType, i, count);
            intervals[i] = new KeyInterval(start, end);
            end = start;
        }

        return intervals;
    }

    private static ReadOnlyMemory<byte> StartOf(KeyType keyType, int index, int count) =>
        keyType == KeyType.Hash ? HashStart(index, count) : RawStart(index, count);

    // For an even count the size is BookKeeper's, the greatest number by half the count, so that its clients
    // find the bounds they know; the rest that the division leaves goes to the last interval, which is unbounded.
    private static byte[] HashStart(int index, int count)
    {
        var start = count % 2 == 0
            ? long.MinValue + (index * (long.MaxValue / (count / 2)))
            : (long)(((UInt128)(ulong)index << 64) / (ulong)count) ^ long.MinValue;
        var bytes = new byte[RoutingKey.HashLengthBytes];
        RoutingKey.WriteHash(start, bytes);
        return bytes;
    }

    // A zero behind the bound's first byte goes: a key that is that byte alone belongs with those that begin with it.
    private static byte[] RawStart(int index, int count)
    {
        var bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(index * (ushort.MaxValue + 1) / count));
        return bytes.AsSpan().TrimEnd((byte)0).ToArray();
    }
}
