using System.Buffers;
using System.Runtime.CompilerServices;

namespace Orleans.TableService.Storage.Index;

/// <summary>Writes the fields that <see cref="ByteReader"/> reads.</summary>
internal static class ByteWriter
{
    /// <summary>Most bytes of a variable-length number.</summary>
    public const int VarIntSizeMaxBytes = 10;

    /// <summary>Writes a number at the start of <paramref name="destination"/>.</summary>
    /// <returns>Bytes written.</returns>
    public static int VarUInt64(Span<byte> destination, ulong value)
    {
        var length = 0;
        while (value >= 0x80)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;
        return length;
    }

    /// <summary>Writes a number that is never negative.</summary>
    public static int Count(Span<byte> destination, long value) => VarUInt64(destination, (ulong)value);

    /// <summary>Writes a signed number, zigzag.</summary>
    public static int VarInt64(Span<byte> destination, long value) => VarUInt64(destination, ZigZag(value));

    public static void WriteByte(this IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public static void WriteCount(this IBufferWriter<byte> output, long value) =>
        output.Advance(VarUInt64(output.GetSpan(VarIntSizeMaxBytes), (ulong)value));

    public static void WriteVarInt64(this IBufferWriter<byte> output, long value) =>
        output.Advance(VarUInt64(output.GetSpan(VarIntSizeMaxBytes), ZigZag(value)));

    /// <summary>Writes a length and the bytes.</summary>
    public static void WriteSized(this IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        output.WriteCount(bytes.Length);
        output.Write(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));
}
