using System.Buffers.Binary;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.CommitLog;

/// <summary>What a frame is for.</summary>
internal enum FrameKind : ushort
{
    /// <summary>
    /// The first frame of a file: the link to the file before, the catalog, and carried-over entries.
    /// </summary>
    Start = 1,

    /// <summary>A flush group; without entries, only the durable mark.</summary>
    Group = 2,
}

/// <summary>The first 64 bytes of a frame, little-endian; docs/file-format.md draws them.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Length">Bytes of header and body, without the padding.</param>
/// <param name="Crc">CRC-32C of these bytes but for the field itself.</param>
/// <param name="File">The file that it was written to.</param>
/// <param name="Offset">Where in that file.</param>
/// <param name="Durable">Up to where the log was known to be durable when this was written.</param>
/// <param name="PreviousCrc">Checksum of the frame before, also across files.</param>
/// <param name="EntryCount">Entries in the body.</param>
internal readonly record struct FrameHeader(
    FrameKind Kind,
    int Length,
    uint Crc,
    LogFileId File,
    long Offset,
    LogPosition Durable,
    uint PreviousCrc,
    int EntryCount)
{
    public const int SizeBytes = 64;

    /// <summary>Frames begin at multiples of this: a page of the disk is never written twice.</summary>
    public const int AlignmentBytes = 4096;

    /// <summary>The version that is written; every one from 1 on is read. 2: entries of kind Trim.</summary>
    public const ushort Version = 2;

    private const uint Magic = 0x464C_544F; // "OTLF"
    private const int CrcOffset = 12;

    /// <summary>Where the frame after this one begins.</summary>
    public long End => Offset + Align(Length);

    public static long Align(long length) => (length + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes;

    /// <summary>Writes the header in front of a complete body and returns the checksum.</summary>
    public static uint Write(Span<byte> frame, in FrameHeader header)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[6..], (ushort)header.Kind);
        BinaryPrimitives.WriteInt32LittleEndian(frame[8..], header.Length);
        BinaryPrimitives.WriteInt64LittleEndian(frame[16..], header.File.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(frame[24..], header.File.Salt);
        BinaryPrimitives.WriteInt64LittleEndian(frame[32..], header.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(frame[40..], header.Durable.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(frame[48..], header.Durable.Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[56..], header.PreviousCrc);
        BinaryPrimitives.WriteInt32LittleEndian(frame[60..], header.EntryCount);
        var crc = ComputeCrc(frame[..header.Length]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[CrcOffset..], crc);
        return crc;
    }

    /// <summary>Reads a header; whether it is true, only the checksum of the whole frame tells.</summary>
    /// <returns><see langword="false"/> if these bytes cannot be a frame's.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < SizeBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
        {
            return false;
        }

        header = new FrameHeader(
            (FrameKind)BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcOffset..]),
            new LogFileId(
                BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[24..])),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            new LogPosition(
                BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[48..])),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[56..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[60..]));
        return header.Length >= SizeBytes;
    }

    /// <summary>The format version of a frame whose checksum holds.</summary>
    public static ushort ReadVersion(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt16LittleEndian(frame[4..]);

    public static uint ComputeCrc(ReadOnlySpan<byte> frame) => Checksum.OfAllBut(frame, CrcOffset);
}
