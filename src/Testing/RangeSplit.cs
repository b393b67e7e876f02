using System.Buffers.Binary;

namespace Orleans.TableService.Testing;

/// <summary>Divides all routing keys evenly among the first ranges of a stream.</summary>
internal static class RangeSplit
{
    public static KeyInterval[] Even(KeyType keyType, int count)
    {
        var intervals = new KeyInterval[count];
        for (var i = 0; i < count; i++)
        {
            ReadOnlyMemory<byte> start = i == 0 ? default : Bound(keyType, i, count);
            ReadOnlyMemory<byte>? end = i == count - 1 ? default(ReadOnlyMemory<byte>?) : Bound(keyType, i + 1, count);
            intervals[i] = new KeyInterval(start, end);
        }

        return intervals;
    }

    private static ReadOnlyMemory<byte> Bound(KeyType keyType, int index, int count)
    {
        var bound = new byte[keyType == KeyType.Hash ? RoutingKey.HashLengthBytes : sizeof(ushort)];
        if (keyType == KeyType.Hash)
        {
            var hash = (UInt128.One << 64) / (UInt128)count * (UInt128)index;
            BinaryPrimitives.WriteUInt64BigEndian(bound, (ulong)hash);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(bound, (ushort)((1 << 16) * (long)index / count));
        }

        return bound;
    }
}
