using System.Buffers.Binary;

namespace Orleans.TableService.Storage.CommitLog;

/// <summary>What is proved durable of a range's segments: these bytes exist, or there is corruption.</summary>
/// <param name="Number">Number of the last segment, from 1; 0 when there is none.</param>
/// <param name="Length">Bytes of the last segment that count.</param>
/// <param name="LastLsn">Lsn of the last record in it.</param>
/// <param name="Crc">Header checksum of its last chunk.</param>
/// <param name="TotalSizeBytes">Bytes of all segments.</param>
internal readonly record struct SegmentState(long Number, long Length, long LastLsn, uint Crc, long TotalSizeBytes)
{
    public const int SizeBytes = 40;

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, Number);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], LastLsn);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], TotalSizeBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(target[32..], Crc);
    }

    public static SegmentState Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadInt64LittleEndian(source),
        BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
        (uint)BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[24..]));
}
