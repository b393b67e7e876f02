using System.Buffers.Binary;

namespace Orleans.TableService.Storage.Index;

/// <summary>
/// What an index says of itself; written with every apply, so that it and the entries are always of one Lsn.
/// </summary>
/// <param name="Range">Whose index it is.</param>
/// <param name="JournalId">Of which journal.</param>
/// <param name="AppliedLsn">The last record that it holds; the journal's first Lsn - 1 when it holds none.</param>
/// <param name="AppliedChecksum">CRC-32C of that record's payload; 0 when it holds none.</param>
/// <param name="LastCommitMs">Greatest commit time it holds, UTC milliseconds since 1970.</param>
internal readonly record struct IndexMeta(
    RangeId Range,
    Guid JournalId,
    long AppliedLsn,
    uint AppliedChecksum,
    long LastCommitMs)
{
    /// <summary>Most bytes of the encoded form.</summary>
    public const int SizeMaxBytes = 1 + (4 * ByteWriter.VarIntSizeMaxBytes) + 16 + sizeof(uint);

    private const byte FormatVersion = 1;

    /// <summary>Writes it; <paramref name="destination"/> has room for <see cref="SizeMaxBytes"/>.</summary>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        destination[0] = FormatVersion;
        var length = 1;
        length += ByteWriter.Count(destination[length..], Range.Stream.Value);
        length += ByteWriter.Count(destination[length..], Range.Number);
        JournalId.TryWriteBytes(destination[length..], bigEndian: true, out var idLength);
        length += idLength;
        length += ByteWriter.Count(destination[length..], AppliedLsn);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[length..], AppliedChecksum);
        length += sizeof(uint);
        return length + ByteWriter.Count(destination[length..], LastCommitMs);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those of a meta value.</exception>
    public static IndexMeta Read(ReadOnlySpan<byte> source)
    {
        var reader = new ByteReader(source);
        if (reader.ReadByte() != FormatVersion)
        {
            throw new InvalidDataException("The index has a format that this version does not know.");
        }

        var meta = new IndexMeta(
            new RangeId(new TableStreamId(reader.ReadCount()), reader.ReadCount()),
            new Guid(reader.ReadBytes(16), bigEndian: true),
            reader.ReadCount(),
            BinaryPrimitives.ReadUInt32LittleEndian(reader.ReadBytes(sizeof(uint))),
            reader.ReadCount());
        return reader.Remaining == 0 ? meta : throw new InvalidDataException("The index's meta value is too long.");
    }
}
