using System.Buffers.Binary;
using System.Numerics;

namespace Orleans.TableService.Storage.Files;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4), computed by the processor.</summary>
internal static class Checksum
{
    /// <summary>The value from which <see cref="Add"/> starts.</summary>
    public const uint Seed = uint.MaxValue;

    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Add(Seed, bytes));

    /// <summary>The checksum of bytes in which it is itself, at an offset that is left out.</summary>
    public static uint OfAllBut(ReadOnlySpan<byte> bytes, int checksumOffset)
    {
        var state = Add(Seed, bytes[..checksumOffset]);
        return Finish(Add(state, bytes[(checksumOffset + sizeof(uint))..]));
    }

    /// <summary>Takes more bytes into a checksum that is not finished.</summary>
    public static uint Add(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var last in bytes)
        {
            state = BitOperations.Crc32C(state, last);
        }

        return state;
    }

    /// <summary>The checksum of all that was added.</summary>
    public static uint Finish(uint state) => ~state;
}
