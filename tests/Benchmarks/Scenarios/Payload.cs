using System.Buffers.Binary;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>Keys and values as every scenario uses them: 8-byte keys of 100,000, values of 100 bytes.</summary>
internal static class Payload
{
    public const int Keys = 100_000;

    public static ReadOnlyMemory<byte> Value { get; } = MakeValue();

    /// <summary>The key of a caller's turn: spread over all keys, different for every caller.</summary>
    public static byte[] Key(int caller, long turn)
    {
        var key = new byte[sizeof(long)];
        var number = (ulong)((caller * 7919L) + turn) * 0x9E3779B97F4A7C15 % Keys;
        BinaryPrimitives.WriteUInt64BigEndian(key, number);
        return key;
    }

    private static byte[] MakeValue()
    {
        var value = new byte[100];
        new Random(1).NextBytes(value);
        return value;
    }
}
