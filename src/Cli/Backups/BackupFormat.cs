using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Orleans.TableService.Cli.Backups;

/// <summary>The file of one stream in a backup: docs/file-format-backup.md.</summary>
internal static class BackupFormat
{
    public const int HeaderSizeBytes = 16;
    public const int FrameHeaderSizeBytes = 8;
    public const int DigestSizeBytes = SHA256.HashSizeInBytes;

    /// <summary>The largest entry with its keys, and then some.</summary>
    public const int BodySizeMaxBytes = 64 << 20;

    public const byte ChunkKind = 1;
    public const byte EndKind = 2;

    private const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "OTBK"u8;

    public static byte[] Header()
    {
        var header = new byte[HeaderSizeBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), Version);
        return header;
    }

    /// <exception cref="RefusedException">The file is none of a backup, or of a later version.</exception>
    public static void CheckHeader(ReadOnlySpan<byte> header, string path)
    {
        if (header.Length < HeaderSizeBytes || !header.StartsWith(Magic))
        {
            throw new RefusedException($"{path} is damaged at byte 0: it does not begin as the file of a backup.");
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
        if (version != Version)
        {
            throw new RefusedException(
                $"{path} has format version {version}, this program knows {Version}: use a newer one.");
        }
    }

    /// <summary>The digest that ends a frame: over the one before, the frame's header and its body.</summary>
    public static byte[] Digest(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> header, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(header);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
