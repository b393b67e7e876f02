using System.Runtime.InteropServices;

namespace Orleans.TableService.Storage.Index;

/// <summary>The hash of keys: that of strings, seeded per process, for keys come from clients.</summary>
internal static class KeyHash
{
    /// <summary>The hash of a key.</summary>
    public static int Of(ReadOnlySpan<byte> key)
    {
        var hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(key));
        return (key.Length & 1) == 0 ? hash : (hash * 257) + key[^1];
    }
}
