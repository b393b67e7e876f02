using System.Buffers.Binary;
using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Journals;

/// <summary>The first bytes of a segment: whose it is, and the end of the segment before.</summary>
/// <param name="Range">Whose records it holds.</param>
/// <param name="JournalId">Of which journal of that range.</param>
/// <param name="Number">From 1; may skip, when a segment could not be written.</param>
/// <param name="Previous">The end of the segment before; its number is 0 if there is none.</param>
/// <param name="BegunAtMs">
/// When it was begun, UTC milliseconds since 1970: what lies before it was committed before that. 0: not said.
/// </param>
internal readonly record struct SegmentHeader(
    RangeId Range, Guid JournalId, long Number, SegmentState Previous, long BegunAtMs)
{
    public const int SizeBytes = 128;
    public const ushort Version = 1;

    private const uint Magic = 0x4753_544F; // "OTSG"
    private const int CrcOffset = 8;

    /// <summary>Writes the header and returns its checksum, with which the chain of chunks begins.</summary>
    public uint Write(Span<byte> target)
    {
        target[..SizeBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(target[4..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Range.Stream.Value);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Range.Number);
        JournalId.TryWriteBytes(target[32..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[48..], Number);
        Previous.Write(target[56..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[96..], BegunAtMs);
        var crc = Checksum.OfAllBut(target[..SizeBytes], CrcOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(target[CrcOffset..], crc);
        return crc;
    }

    /// <summary>Reads a header.</summary>
    /// <returns><see langword="false"/> if it is damaged.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out SegmentHeader header, out uint crc)
    {
        header = default;
        crc = 0;
        if (source.Length < SizeBytes || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic)
        {
            return false;
        }

        crc = BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]);
        if (crc != Checksum.OfAllBut(source[..SizeBytes], CrcOffset))
        {
            return false;
        }

        header = new SegmentHeader(
            new RangeId(
                new TableStreamId(BinaryPrimitives.ReadInt64LittleEndian(source[16..])),
                BinaryPrimitives.ReadInt64LittleEndian(source[24..])),
            new Guid(source.Slice(32, 16)),
            BinaryPrimitives.ReadInt64LittleEndian(source[48..]),
            SegmentState.Read(source[56..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[96..]));
        return BinaryPrimitives.ReadUInt16LittleEndian(source[4..]) == Version;
    }
}

/// <summary>The first bytes of a chunk: the data entries that were copied in one go follow.</summary>
/// <param name="Offset">Where it is in the segment.</param>
/// <param name="BodyLength">Bytes of the entries.</param>
/// <param name="BodyCrc">Checksum of the entries.</param>
/// <param name="FirstLsn">Lsn of the first record in it.</param>
/// <param name="LastLsn">Lsn of the last record in it.</param>
/// <param name="PreviousCrc">Checksum of the chunk header before, or of the segment's header.</param>
internal readonly record struct ChunkHeader(
    long Offset, int BodyLength, uint BodyCrc, long FirstLsn, long LastLsn, uint PreviousCrc)
{
    public const int SizeBytes = 64;

    private const uint Magic = 0x4843_544F;
    private const int CrcOffset = 4;

    /// <summary>With what a header begins.</summary>
    public static ReadOnlySpan<byte> MagicBytes => "OTCH"u8;

    /// <summary>Where the chunk after this one begins.</summary>
    public long End => Offset + SizeBytes + BodyLength;

    /// <summary>Writes the header and returns its checksum.</summary>
    public uint Write(Span<byte> target)
    {
        target[..SizeBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], BodyLength);
        BinaryPrimitives.WriteUInt32LittleEndian(target[12..], BodyCrc);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], FirstLsn);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], LastLsn);
        BinaryPrimitives.WriteUInt32LittleEndian(target[40..], PreviousCrc);
        var crc = Checksum.OfAllBut(target[..SizeBytes], CrcOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(target[CrcOffset..], crc);
        return crc;
    }

    /// <summary>Reads a header.</summary>
    /// <returns><see langword="false"/> if it is damaged.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out ChunkHeader header, out uint crc)
    {
        header = default;
        crc = 0;
        if (source.Length < SizeBytes || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic)
        {
            return false;
        }

        crc = BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]);
        header = new ChunkHeader(
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[40..]));
        return crc == Checksum.OfAllBut(source[..SizeBytes], CrcOffset);
    }
}
