using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Orleans.TableService.Grains.EmbeddedStorage;

/// <summary>One record as the bytes of a file.</summary>
/// <remarks>
/// Little-endian: magic "OTGS" (4 bytes), format version (4), CRC-32C of all that follows (4), length of the owner's
/// name in bytes (4), etag (16), owner's name (UTF-8: state name, space, grain id), payload (JSON, to the end).
/// </remarks>
internal static class StateFile
{
    private const uint Magic = 0x5347_544F;
    private const uint FormatVersion = 1;
    private const int ChecksumOffset = 8;
    private const int ChecksummedFrom = 12;
    private const int EtagOffset = 16;
    private const int HeaderBytes = 32;

    public static byte[] Encode(string owner, Guid etag, ReadOnlySpan<byte> payload)
    {
        var ownerBytes = Encoding.UTF8.GetBytes(owner);
        var file = new byte[HeaderBytes + ownerBytes.Length + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(file, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(ChecksummedFrom), ownerBytes.Length);
        etag.TryWriteBytes(file.AsSpan(EtagOffset));
        ownerBytes.CopyTo(file, HeaderBytes);
        payload.CopyTo(file.AsSpan(HeaderBytes + ownerBytes.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(ChecksumOffset), Checksum(file));
        return file;
    }

    /// <exception cref="GrainStateCorruptedException">The bytes are not what was written.</exception>
    public static (Guid Etag, ReadOnlyMemory<byte> Payload) Decode(string path, string owner, ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        if (bytes.Length < HeaderBytes)
        {
            throw new GrainStateCorruptedException(
                path, $"it has {bytes.Length} bytes, and a header has {HeaderBytes}");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
        {
            throw new GrainStateCorruptedException(path, "it does not begin as a grain state does");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (version != FormatVersion)
        {
            throw new GrainStateCorruptedException(path, $"it has format version {version}, not {FormatVersion}");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) != Checksum(bytes))
        {
            throw new GrainStateCorruptedException(path, "its checksum is wrong");
        }

        var ownerLength = BinaryPrimitives.ReadInt32LittleEndian(bytes[ChecksummedFrom..]);
        var found = Encoding.UTF8.GetString(bytes.Slice(HeaderBytes, ownerLength));
        if (found != owner)
        {
            throw new GrainStateCorruptedException(path, $"it belongs to '{found}', not to '{owner}'");
        }

        return (new Guid(bytes.Slice(EtagOffset, 16)), file[(HeaderBytes + ownerLength)..]);
    }

    private static uint Checksum(ReadOnlySpan<byte> file)
    {
        var crc = uint.MaxValue;
        foreach (var item in file[ChecksummedFrom..])
        {
            crc = BitOperations.Crc32C(crc, item);
        }

        return ~crc;
    }
}
