using System.Buffers.Binary;

namespace Orleans.TableService.Storage.CommitLog;

/// <summary>What the catalog says of one range.</summary>
internal readonly record struct CatalogEntry(
    RangeId Range,
    Guid JournalId,
    long Epoch,
    long FirstLsn,
    long LastLsn,
    bool IsDeleting,
    bool IsTrimmed,
    SegmentState Segments);

/// <summary>The body of the first frame of a file: link, catalog, then entries carried over.</summary>
internal static class StartFrame
{
    private const int LinkSizeBytes = 56;
    private const int FileSizeOffset = FrameHeader.SizeBytes + 48;
    private const int CatalogEntrySizeBytes = 64 + SegmentState.SizeBytes;
    private const int DeletingFlag = 1;
    private const int TrimmedFlag = 2;

    /// <summary>Writes the link and room-taking parts in front of the carried entries.</summary>
    public static void Write(
        FrameBuilder frame, LogLink previous, Guid storeId, IReadOnlyCollection<CatalogEntry> catalog)
    {
        var link = frame.Reserve(LinkSizeBytes);
        BinaryPrimitives.WriteInt64LittleEndian(link, previous.File.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(link[8..], previous.File.Salt);
        BinaryPrimitives.WriteInt64LittleEndian(link[16..], previous.End);
        BinaryPrimitives.WriteUInt32LittleEndian(link[24..], previous.Crc);
        BinaryPrimitives.WriteInt32LittleEndian(link[28..], catalog.Count);
        storeId.TryWriteBytes(link[32..]);
        foreach (var entry in catalog)
        {
            WriteEntry(frame.Reserve(CatalogEntrySizeBytes), entry);
        }
    }

    /// <summary>Reads a whole start frame.</summary>
    /// <param name="frame">Header and body, whose checksum holds.</param>
    /// <param name="entriesOffset">Where the carried entries begin in the frame.</param>
    public static (LogLink Previous, Guid StoreId, List<CatalogEntry> Catalog) Read(
        ReadOnlySpan<byte> frame, out int entriesOffset)
    {
        var link = frame.Slice(FrameHeader.SizeBytes, LinkSizeBytes);
        var previous = new LogLink(
            new LogFileId(
                BinaryPrimitives.ReadInt64LittleEndian(link),
                BinaryPrimitives.ReadInt64LittleEndian(link[8..])),
            BinaryPrimitives.ReadInt64LittleEndian(link[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(link[24..]));
        var count = BinaryPrimitives.ReadInt32LittleEndian(link[28..]);
        var catalog = new List<CatalogEntry>(count);
        entriesOffset = FrameHeader.SizeBytes + LinkSizeBytes;
        for (var i = 0; i < count; i++)
        {
            catalog.Add(ReadEntry(frame.Slice(entriesOffset, CatalogEntrySizeBytes)));
            entriesOffset += CatalogEntrySizeBytes;
        }

        return (previous, new Guid(link.Slice(32, 16)), catalog);
    }

    /// <summary>
    /// States the size of the file, by which a file that was cut off is known. The frame must not be finished yet.
    /// </summary>
    public static void WriteFileSize(FrameBuilder frame, long sizeBytes) =>
        BinaryPrimitives.WriteInt64LittleEndian(frame.Written[FileSizeOffset..], sizeBytes);

    /// <summary>The size that the file has, as its start frame says.</summary>
    public static long ReadFileSize(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadInt64LittleEndian(frame[FileSizeOffset..]);

    private static void WriteEntry(Span<byte> target, in CatalogEntry entry)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, entry.Range.Stream.Value);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], entry.Range.Number);
        entry.JournalId.TryWriteBytes(target[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], entry.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], entry.FirstLsn);
        BinaryPrimitives.WriteInt64LittleEndian(target[48..], entry.LastLsn);
        var flags = (entry.IsDeleting ? DeletingFlag : 0) | (entry.IsTrimmed ? TrimmedFlag : 0);
        BinaryPrimitives.WriteInt64LittleEndian(target[56..], flags);
        entry.Segments.Write(target[64..]);
    }

    private static CatalogEntry ReadEntry(ReadOnlySpan<byte> source) => new(
        new RangeId(
            new TableStreamId(BinaryPrimitives.ReadInt64LittleEndian(source)),
            BinaryPrimitives.ReadInt64LittleEndian(source[8..])),
        new Guid(source.Slice(16, 16)),
        BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[48..]),
        (BinaryPrimitives.ReadInt64LittleEndian(source[56..]) & DeletingFlag) != 0,
        (BinaryPrimitives.ReadInt64LittleEndian(source[56..]) & TrimmedFlag) != 0,
        SegmentState.Read(source[64..]));
}
