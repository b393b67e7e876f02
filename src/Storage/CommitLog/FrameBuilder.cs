namespace Orleans.TableService.Storage.CommitLog;

/// <summary>Puts one frame together in a buffer that is used again. Not safe for use by two threads.</summary>
internal sealed class FrameBuilder
{
    private const int BufferSizeKeptBytes = 4 << 20;

    private byte[] _buffer = new byte[64 << 10];
    private FrameKind _kind;

    /// <summary>Bytes so far, header included.</summary>
    public int Length { get; private set; } = FrameHeader.SizeBytes;

    /// <summary>Entries so far.</summary>
    public int EntryCount { get; private set; }

    /// <summary>Whether the frame is to be written though it has no entries.</summary>
    public bool IsWanted
    {
        get => field || EntryCount > 0;
        set;
    }

    /// <summary>Bytes that the frame takes in a file.</summary>
    public long PaddedLength => FrameHeader.Align(Length);

    /// <summary>What is written, to change it before <see cref="Finish"/>.</summary>
    public Span<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>Starts anew.</summary>
    public void Begin(FrameKind kind)
    {
        _kind = kind;
        Length = FrameHeader.SizeBytes;
        EntryCount = 0;
        IsWanted = false;
        if (_buffer.Length > BufferSizeKeptBytes)
        {
            _buffer = new byte[64 << 10];
        }
    }

    /// <summary>Room for the next bytes of the body.</summary>
    public Span<byte> Reserve(int sizeBytes)
    {
        var start = Length;
        var padded = checked((int)FrameHeader.Align((long)start + sizeBytes));
        if (padded > _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Clamp(2L * _buffer.Length, padded, Array.MaxLength));
        }

        Length = start + sizeBytes;
        return _buffer.AsSpan(start, sizeBytes);
    }

    /// <summary>Adds a group of records.</summary>
    /// <returns>Where the entry begins in the frame.</returns>
    public int AddData(in LogEntry entry, ReadOnlySpan<byte> records)
    {
        var start = Length;
        LogEntry.WriteData(Reserve(LogEntry.DataHeaderSizeBytes + records.Length), entry, records);
        EntryCount++;
        return start;
    }

    /// <summary>Adds a group of records that was written before.</summary>
    /// <param name="range">Whose group it is.</param>
    /// <param name="data">The data entry as it was written.</param>
    /// <returns>Where the data entry begins in the frame.</returns>
    public int AddMoved(RangeId range, ReadOnlySpan<byte> data)
    {
        LogEntry.WriteMoved(Reserve(LogEntry.MovedHeaderSizeBytes + data.Length), range, data);
        EntryCount++;
        return Length - data.Length;
    }

    /// <summary>Adds an entry that is not data.</summary>
    public void AddControl(in LogEntry entry)
    {
        LogEntry.WriteControl(Reserve(LogEntry.ControlSizeBytes), entry);
        EntryCount++;
    }

    /// <summary>Adds entries as another frame had them.</summary>
    public void AddRaw(ReadOnlySpan<byte> entries, int count)
    {
        entries.CopyTo(Reserve(entries.Length));
        EntryCount += count;
    }

    /// <summary>Completes the frame for its place.</summary>
    /// <returns>The frame with its padding; valid until <see cref="Begin"/>.</returns>
    public ReadOnlySpan<byte> Finish(LogFileId file, long offset, LogPosition durable, uint previousCrc, out uint crc)
    {
        var padded = (int)PaddedLength;
        _buffer.AsSpan(Length, padded - Length).Clear();
        var header = new FrameHeader(_kind, Length, 0, file, offset, durable, previousCrc, EntryCount);
        crc = FrameHeader.Write(_buffer, header);
        return _buffer.AsSpan(0, padded);
    }
}
