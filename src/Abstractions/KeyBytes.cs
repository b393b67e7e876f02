namespace Orleans.TableService;

/// <summary>Arithmetic on keys in unsigned byte order.</summary>
public static class KeyBytes
{
    /// <summary>The least key above <paramref name="key"/>: the key with a zero byte behind it.</summary>
    public static byte[] Successor(ReadOnlySpan<byte> key)
    {
        var successor = new byte[key.Length + 1];
        key.CopyTo(successor);
        return successor;
    }

    /// <summary>The first key behind all those that begin with <paramref name="prefix"/>.</summary>
    /// <returns><see langword="null"/> when there is none: the prefix is empty or holds only FF bytes.</returns>
    public static byte[]? PrefixEnd(ReadOnlySpan<byte> prefix)
    {
        var kept = prefix.TrimEnd((byte)0xFF);
        if (kept.IsEmpty)
        {
            return null;
        }

        var end = kept.ToArray();
        end[^1]++;
        return end;
    }
}
