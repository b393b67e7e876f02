using System.Buffers.Binary;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.CommitLog;

/// <summary>What an entry of a frame says. The numbers are part of the format.</summary>
internal enum LogEntryKind : uint
{
    /// <summary>A group of records of one range.</summary>
    Data = 1,

    /// <summary>A range has a journal from here on.</summary>
    Create = 2,

    /// <summary>An epoch was allotted; older owners are fenced.</summary>
    Open = 3,

    /// <summary>The range is to be removed with its files.</summary>
    Delete = 4,

    /// <summary>The files are gone; so is the range.</summary>
    DeleteDone = 5,

    /// <summary>Records up to an Lsn are durable in segments.</summary>
    Copied = 6,

    /// <summary>Records below an Lsn are given up.</summary>
    Trim = 7,

    /// <summary>
    /// A group of records that lies in an older file too, which may go now: the whole data entry follows.
    /// </summary>
    Moved = 8,
}

/// <summary>One entry of a frame, without the records that a data entry holds.</summary>
internal readonly record struct LogEntry
{
    /// <summary>Bytes in front of the records of a data entry.</summary>
    public const int DataHeaderSizeBytes = 56;

    /// <summary>Bytes in front of the data entry that a Moved entry holds.</summary>
    public const int MovedHeaderSizeBytes = CommonSizeBytes;

    /// <summary>Bytes of every other entry.</summary>
    public const int ControlSizeBytes = 48 + SegmentState.SizeBytes;

    private const int CommonSizeBytes = 24;
    /// <summary>Where a data entry has its own checksum.</summary>
    public const int DataCrcOffset = 52;

    public LogEntryKind Kind { get; init; }

    /// <summary>Bytes of the whole entry.</summary>
    public int Length { get; init; }

    public RangeId Range { get; init; }

    public long Epoch { get; init; }

    /// <summary>Of data: Lsn of the first record. Of Trim: that of the oldest record that is kept.</summary>
    public long FirstLsn { get; init; }

    /// <summary>Only of data: Lsn of the range's record before.</summary>
    public long PreviousLsn { get; init; }

    /// <summary>Only of data: number of records.</summary>
    public int Count { get; init; }

    /// <summary>Not of data.</summary>
    public Guid JournalId { get; init; }

    /// <summary>Only of Copied.</summary>
    public SegmentState Segments { get; init; }

    public long LastLsn => FirstLsn + Count - 1;

    /// <summary>Writes a data entry; <see cref="Length"/> need not be set.</summary>
    public static void WriteData(Span<byte> target, in LogEntry entry, ReadOnlySpan<byte> records)
    {
        WriteCommon(target, entry);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], entry.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], entry.FirstLsn);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], entry.PreviousLsn);
        BinaryPrimitives.WriteInt32LittleEndian(target[48..], entry.Count);
        records.CopyTo(target[DataHeaderSizeBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[DataCrcOffset..], ComputeDataCrc(target));
    }

    /// <summary>Writes an entry that is not data.</summary>
    public static void WriteControl(Span<byte> target, in LogEntry entry)
    {
        WriteCommon(target, entry);
        entry.JournalId.TryWriteBytes(target[24..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], entry.Epoch);
        if (entry.Kind == LogEntryKind.Trim)
        {
            target[48..].Clear();
            BinaryPrimitives.WriteInt64LittleEndian(target[48..], entry.FirstLsn);
        }
        else
        {
            entry.Segments.Write(target[48..]);
        }
    }

    /// <summary>Writes an entry that holds a data entry as it was.</summary>
    public static void WriteMoved(Span<byte> target, RangeId range, ReadOnlySpan<byte> data)
    {
        WriteCommon(target, new LogEntry { Kind = LogEntryKind.Moved, Range = range });
        data.CopyTo(target[MovedHeaderSizeBytes..]);
    }

    /// <summary>Reads the entry at the start of these bytes.</summary>
    /// <exception cref="InvalidDataException">No writer of this version makes such an entry.</exception>
    public static LogEntry Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < CommonSizeBytes)
        {
            throw new InvalidDataException("an entry is cut off");
        }

        var kind = (LogEntryKind)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        var isFitting = kind switch
        {
            LogEntryKind.Data => length > DataHeaderSizeBytes,
            LogEntryKind.Moved => length > MovedHeaderSizeBytes + DataHeaderSizeBytes,
            >= LogEntryKind.Create and <= LogEntryKind.Trim => length == ControlSizeBytes,
            _ => false,
        };
        if (!isFitting || length > bytes.Length)
        {
            throw new InvalidDataException($"an entry of kind {kind} and {length} bytes is unknown");
        }

        var range = new RangeId(
            new TableStreamId(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..])),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));
        return kind switch
        {
            LogEntryKind.Data => ReadData(bytes, length, range),
            LogEntryKind.Moved => new LogEntry { Kind = kind, Length = length, Range = range },
            _ => ReadControl(bytes, kind, range),
        };
    }

    /// <summary>Whether a data entry's own checksum holds: it is read by itself later, without its frame.</summary>
    public static bool IsDataIntact(ReadOnlySpan<byte> entry) =>
        entry.Length > DataHeaderSizeBytes
        && BinaryPrimitives.ReadUInt32LittleEndian(entry[DataCrcOffset..]) == ComputeDataCrc(entry);

    private static LogEntry ReadData(ReadOnlySpan<byte> bytes, int length, RangeId range) => new()
    {
        Kind = LogEntryKind.Data,
        Length = length,
        Range = range,
        Epoch = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
        FirstLsn = BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
        PreviousLsn = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
        Count = BinaryPrimitives.ReadInt32LittleEndian(bytes[48..]),
    };

    private static LogEntry ReadControl(ReadOnlySpan<byte> bytes, LogEntryKind kind, RangeId range) => new()
    {
        Kind = kind,
        Length = ControlSizeBytes,
        Range = range,
        JournalId = new Guid(bytes.Slice(24, 16)),
        Epoch = BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
        FirstLsn = kind == LogEntryKind.Trim ? BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]) : 0,
        Segments = kind == LogEntryKind.Trim ? default : SegmentState.Read(bytes[48..]),
    };

    private static void WriteCommon(Span<byte> target, in LogEntry entry)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)entry.Kind);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], target.Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], entry.Range.Stream.Value);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], entry.Range.Number);
    }

    private static uint ComputeDataCrc(ReadOnlySpan<byte> entry) => Checksum.OfAllBut(entry, DataCrcOffset);
}
