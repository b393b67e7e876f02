using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>What a checkpoint consists of; written when all of that is in the store.</summary>
internal sealed record CheckpointManifest
{
    /// <summary>Most bytes of the encoded form.</summary>
    public const int SizeMaxBytes = 64 << 20;

    private const uint Magic = 0x5043544F;
    private const ushort FormatVersion = 1;
    private const int FixedSizeBytes = 8;
    private const byte ObjectKind = 0;
    private const byte ContentsKind = 1;
    private const int FileNameSizeMaxBytes = 100;

    /// <summary>Of which range, journal and Lsn it is.</summary>
    public required IndexMeta Meta { get; init; }

    /// <summary>The owner that made it; all its objects carry this epoch.</summary>
    public required long Epoch { get; init; }

    /// <summary>When it was made, UTC milliseconds since 1970.</summary>
    public required long CreatedMs { get; init; }

    /// <summary>Its files.</summary>
    public required IReadOnlyList<CheckpointFile> Files { get; init; }

    /// <summary>The files whose bytes lie in objects.</summary>
    public IEnumerable<CheckpointFile> Objects => Files.Where(file => file.IsObject);

    /// <summary>Bytes of all files.</summary>
    public long SizeBytes => Files.Sum(file => file.SizeBytes);

    /// <summary>The encoded form.</summary>
    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(FixedSizeBytes), Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(output.GetSpan(FixedSizeBytes)[4..], FormatVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(output.GetSpan(FixedSizeBytes)[6..], 0);
        output.Advance(FixedSizeBytes);
        Span<byte> meta = stackalloc byte[IndexMeta.SizeMaxBytes];
        output.WriteSized(meta[..Meta.Write(meta)]);
        output.WriteCount(Epoch);
        output.WriteCount(CreatedMs);
        output.WriteCount(Files.Count);
        foreach (var file in Files)
        {
            Write(file, output);
        }

        output.Write(SHA256.HashData(output.WrittenSpan));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads the encoded form.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    /// <exception cref="NotSupportedException">They are intact, but of a version that this program does not
    /// know.</exception>
    public static CheckpointManifest Decode(ReadOnlySpan<byte> source)
    {
        if (source.Length < FixedSizeBytes + SHA256.HashSizeInBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic
            || !source.EndsWith(SHA256.HashData(source[..^SHA256.HashSizeInBytes])))
        {
            throw new InvalidDataException("The checkpoint's manifest is damaged.");
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(source[4..]);
        return version == FormatVersion
            ? DecodeBody(source[FixedSizeBytes..^SHA256.HashSizeInBytes])
            : throw new NotSupportedException(
                $"The checkpoint's manifest has format {version}, which this version does not know.");
    }

    private static void Write(in CheckpointFile file, ArrayBufferWriter<byte> output)
    {
        output.WriteSized(Encoding.ASCII.GetBytes(file.Name));
        output.WriteByte(file.IsObject ? ObjectKind : ContentsKind);
        if (file.IsObject)
        {
            output.WriteCount(file.SizeBytes);
            output.Write(file.Hash.Span);
            output.WriteSized(file.Identity.Span);
        }
        else
        {
            output.WriteSized(file.Contents.Span);
        }
    }

    private static CheckpointManifest DecodeBody(ReadOnlySpan<byte> body)
    {
        var reader = new ByteReader(body);
        var meta = IndexMeta.Read(reader.ReadSized());
        var epoch = reader.ReadCount();
        var created = reader.ReadCount();
        var count = reader.ReadCount();
        var files = new List<CheckpointFile>();
        for (var i = 0L; i < count; i++)
        {
            files.Add(ReadFile(ref reader));
        }

        if (files.DistinctBy(file => file.Name).Count() != files.Count)
        {
            throw new InvalidDataException("The checkpoint's manifest names a file twice.");
        }

        return reader.Remaining == 0
            ? new CheckpointManifest { Meta = meta, Epoch = epoch, CreatedMs = created, Files = files }
            : throw new InvalidDataException("The checkpoint's manifest is too long.");
    }

    private static CheckpointFile ReadFile(ref ByteReader reader)
    {
        var name = reader.ReadSized();
        var text = name.Length <= FileNameSizeMaxBytes ? Encoding.ASCII.GetString(name) : "";
        if (!CheckpointNames.IsSafe(text) || !CheckpointFile.IsNeeded(text))
        {
            throw new InvalidDataException("The checkpoint's manifest names a file that no index has.");
        }

        return reader.ReadByte() switch
        {
            ObjectKind => CheckpointFile.OfObject(
                text,
                reader.ReadCount(),
                reader.ReadBytes(SHA256.HashSizeInBytes).ToArray(),
                reader.ReadSized().ToArray()),
            ContentsKind => CheckpointFile.OfContents(text, reader.ReadSized().ToArray()),
            _ => throw new InvalidDataException("The checkpoint's manifest has a file of an unknown kind."),
        };
    }
}
