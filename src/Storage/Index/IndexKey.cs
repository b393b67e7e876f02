namespace Orleans.TableService.Storage.Index;

/// <summary>Where an entry lies in the index: kind, [ordered hash,] pKey escaped and terminated, lKey.</summary>
/// <remarks>
/// Byte order of index keys is the order of (routing key, pKey, lKey), so a range's entries, one pKey's entries and any
/// interval of its lKeys are each one contiguous interval. Format: docs/file-format-index.md.
/// </remarks>
internal static class IndexKey
{
    private const byte Escaped = 0xFF;
    private const byte Terminator = 0x01;

    /// <summary>The key of the index's meta value.</summary>
    public static ReadOnlySpan<byte> Meta => [(byte)IndexKeyKind.Meta];

    /// <summary>Length of what stands before the lKey.</summary>
    public static int PrefixLength(KeyType keyType, ReadOnlySpan<byte> pKey) =>
        1 + (keyType == KeyType.Hash ? RoutingKey.HashLengthBytes : 0) + pKey.Length + pKey.Count((byte)0) + 2;

    /// <summary>Writes what stands before the lKeys of <paramref name="pKey"/>.</summary>
    /// <param name="keyType">How the stream divides pKeys.</param>
    /// <param name="hash">The pKey's hash; used with <see cref="KeyType.Hash"/> only.</param>
    /// <param name="pKey">The pKey.</param>
    /// <param name="destination">At least <see cref="PrefixLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int WritePrefix(KeyType keyType, long hash, ReadOnlySpan<byte> pKey, Span<byte> destination)
    {
        destination[0] = (byte)IndexKeyKind.Entry;
        var length = 1;
        if (keyType == KeyType.Hash)
        {
            RoutingKey.WriteHash(hash, destination[length..]);
            length += RoutingKey.HashLengthBytes;
        }

        for (var rest = pKey; ;)
        {
            var zero = rest.IndexOf((byte)0);
            var run = zero < 0 ? rest : rest[..zero];
            run.CopyTo(destination[length..]);
            length += run.Length;
            destination[length++] = 0;
            if (zero < 0)
            {
                destination[length++] = Terminator;
                return length;
            }

            destination[length++] = Escaped;
            rest = rest[(zero + 1)..];
        }
    }

    /// <summary>The prefix of <paramref name="pKey"/> as an array.</summary>
    public static byte[] Prefix(KeyType keyType, ReadOnlySpan<byte> pKey)
    {
        var prefix = new byte[PrefixLength(keyType, pKey)];
        WritePrefix(keyType, keyType == KeyType.Hash ? Murmur3.Hash(pKey) : 0, pKey, prefix);
        return prefix;
    }

    /// <summary>The key of one entry.</summary>
    public static byte[] Entry(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> lKey)
    {
        var key = new byte[prefix.Length + lKey.Length];
        prefix.CopyTo(key);
        lKey.CopyTo(key.AsSpan(prefix.Length));
        return key;
    }

    /// <summary>
    /// The first key behind <paramref name="lKeys"/>; all lKeys of a prefix end where its terminator, plus one,
    /// begins.
    /// </summary>
    public static byte[] End(ReadOnlySpan<byte> prefix, in KeyInterval lKeys)
    {
        if (lKeys.End is { } end)
        {
            return Entry(prefix, end.Span);
        }

        var key = prefix.ToArray();
        key[^1]++;
        return key;
    }

    /// <summary>Takes an entry's key apart.</summary>
    /// <exception cref="InvalidDataException">It is not the key of an entry.</exception>
    public static (byte[] PKey, byte[] LKey) Parse(KeyType keyType, ReadOnlySpan<byte> key)
    {
        var reader = new ByteReader(key);
        if (reader.ReadByte() != (byte)IndexKeyKind.Entry)
        {
            throw new InvalidDataException("The index key is not that of an entry.");
        }

        var hash = keyType == KeyType.Hash ? reader.ReadBytes(RoutingKey.HashLengthBytes) : default;
        var pKey = new List<byte>(reader.Remaining);
        while (true)
        {
            var next = reader.ReadByte();
            var mark = next == 0 ? reader.ReadByte() : Escaped;
            if (mark == Terminator)
            {
                break;
            }

            pKey.Add(
                mark == Escaped ? next : throw new InvalidDataException("A zero byte in an index key is not escaped."));
        }

        var bytes = pKey.ToArray();
        return keyType == KeyType.Raw || RoutingKey.ReadHash(hash) == Murmur3.Hash(bytes)
            ? (bytes, reader.ReadBytes(reader.Remaining).ToArray())
            : throw new InvalidDataException("The hash in an index key is not that of its pKey.");
    }
}
