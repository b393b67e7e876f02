using System.Security.Cryptography;

namespace Orleans.TableService.Storage.CommitLog;

/// <summary>Writes frames to the last file of the log and begins new files. Used by one thread.</summary>
/// <remarks>
/// A failure of any method but <see cref="TakeFile"/> is final: what the disk has is not known any more.
/// </remarks>
internal sealed class CommitLogWriter(
    LogSpares spares, Files.IFileLayer files, string directory, Guid storeId, RecentLog recent)
{
    private readonly FrameBuilder _startFrame = new();
    private LogFile? _active;
    private long _end;
    private uint _lastCrc;

    /// <summary>The file that is written to.</summary>
    public LogFile Active => _active ?? throw new InvalidOperationException("The log is not started.");

    /// <summary>Up to where the log is durable.</summary>
    public LogPosition Durable { get; private set; }

    /// <summary>Up to where a durable mark says so.</summary>
    public LogPosition Marked { get; private set; }

    /// <summary>Link to what was written last.</summary>
    public LogLink Link => new(Active.Id, _end, _lastCrc);

    /// <summary>Whether it is time to think of the next file.</summary>
    public bool IsHalfFull => _end > Active.SizeBytes / 2;

    /// <summary>
    /// Whether a frame fits into the file that is written to, and leaves room for the mark that proves it.
    /// </summary>
    public bool HasRoom(FrameBuilder frame) =>
        _end + frame.PaddedLength + (frame.EntryCount == 0 ? 0 : FrameHeader.AlignmentBytes) <= Active.SizeBytes;

    /// <summary>Begins a file: its first frame says what was before and what every range has.</summary>
    /// <param name="file">The file, with a new id.</param>
    /// <param name="previous">The end of what counts before it.</param>
    /// <param name="start">The start frame, complete but for its place.</param>
    public void Start(LogFile file, LogLink previous, FrameBuilder start)
    {
        _active = file;
        file.Begin(recent);
        _end = 0;
        _lastCrc = previous.Crc;
        Durable = previous.Position;
        StartFrame.WriteFileSize(start, file.SizeBytes);
        WriteFlushed(start);
        files.SyncDirectory(directory);
    }

    /// <summary>Takes a file that holds a start frame with this catalog and a frame of this size.</summary>
    public LogFile TakeFile(long sequence, FrameBuilder start, long frameSizeBytes)
    {
        Span<byte> salt = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(salt);
        return spares.Take(
            new LogFileId(sequence, BitConverter.ToInt64(salt)),
            start.PaddedLength + frameSizeBytes + FrameHeader.AlignmentBytes);
    }

    /// <summary>A start frame for a file after the one that is written to.</summary>
    public FrameBuilder BuildStart(LogLink previous, IReadOnlyCollection<CatalogEntry> catalog)
    {
        _startFrame.Begin(FrameKind.Start);
        StartFrame.Write(_startFrame, previous, storeId, catalog);
        return _startFrame;
    }

    /// <summary>Writes a frame and makes it durable.</summary>
    /// <returns>Where it begins in <see cref="Active"/>.</returns>
    public long WriteFlushed(FrameBuilder frame)
    {
        var offset = _end;
        var mark = Durable;
        var bytes = frame.Finish(Active.Id, offset, mark, _lastCrc, out var crc);
        Active.File.Write(bytes, offset);
        Active.File.Flush();
        recent.Add(bytes);
        _end = offset + bytes.Length;
        _lastCrc = crc;
        Marked = mark;
        Durable = new LogPosition(Active.Id.Sequence, _end);
        return offset;
    }
}
