using System.Buffers.Binary;

namespace Orleans.TableService;

/// <summary>The bytes by which a pKey finds its range: the ordered hash (HASH) or the pKey itself (RAW).</summary>
public static class RoutingKey
{
    /// <summary>Length of the routing key of a HASH stream, in bytes.</summary>
    public const int HashLengthBytes = 8;

    /// <summary>The routing key of <paramref name="pKey"/> in a stream of <paramref name="keyType"/>.</summary>
    public static ReadOnlyMemory<byte> Of(KeyType keyType, ReadOnlyMemory<byte> pKey)
    {
        if (keyType == KeyType.Raw)
        {
            return pKey;
        }

        var bytes = new byte[HashLengthBytes];
        WriteHash(Murmur3.Hash(pKey.Span), bytes);
        return bytes;
    }

    /// <summary>Writes a hash so that byte order is the order of signed numbers: big-endian, sign flipped.</summary>
    public static void WriteHash(long hash, Span<byte> destination) =>
        BinaryPrimitives.WriteUInt64BigEndian(destination, (ulong)hash ^ (1UL << 63));

    /// <summary>The hash that <see cref="WriteHash"/> wrote.</summary>
    public static long ReadHash(ReadOnlySpan<byte> source) =>
        (long)(BinaryPrimitives.ReadUInt64BigEndian(source) ^ (1UL << 63));
}
