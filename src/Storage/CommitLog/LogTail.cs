using System.Buffers;

namespace Orleans.TableService.Storage.CommitLog;

/// <summary>The end of the last file: how far its chain reaches, and how far it is proved.</summary>
internal sealed class LogTail
{
    private readonly LogFileScanner _scanner;
    private readonly List<FrameHeader> _chain = [];
    private readonly LogLink _previous;

    /// <summary>Reads the last file.</summary>
    /// <param name="scanner">Its start frame is intact.</param>
    /// <param name="previous">What the start frame says of the file before.</param>
    /// <param name="proved">What files after this one prove.</param>
    public LogTail(LogFileScanner scanner, LogLink previous, LogPosition proved)
    {
        _scanner = scanner;
        _previous = previous;
        Proved = LogPosition.Max(proved, previous.Position);
        WalkChain();
        Proved = LogPosition.Max(Proved, ScanMarks(scanner, Valid.Offset, out var found));
        IsTorn = found || IsBegun(Valid.Offset);
    }

    /// <summary>V: the end of the unbroken chain.</summary>
    public LogPosition Valid => new(_scanner.Id.Sequence, _chain[^1].End);

    /// <summary>E: the greatest position that is proved durable.</summary>
    public LogPosition Proved { get; private set; }

    /// <summary>Whether something was written past <see cref="Valid"/>.</summary>
    public bool IsTorn { get; }

    /// <summary>The last frame that is proved durable; in the file before if this file's start is not.</summary>
    public LogLink ProvedLink
    {
        get
        {
            var count = ProvedCount();
            return count == 0 ? _previous : new LogLink(_scanner.Id, _chain[count - 1].End, _chain[count - 1].Crc);
        }
    }

    /// <summary>The entries between <see cref="Proved"/> and <see cref="Valid"/>.</summary>
    public byte[] ReadCarried(out int count)
    {
        count = 0;
        var carried = new ArrayBufferWriter<byte>();
        foreach (var header in _chain.Skip(ProvedCount()))
        {
            _scanner.TryReadFrame(header.Offset, out _, out var frame);
            var start = FrameHeader.SizeBytes;
            if (header.Kind == FrameKind.Start)
            {
                StartFrame.Read(frame, out start);
            }

            carried.Write(frame[start..]);
            count += header.EntryCount;
        }

        return carried.WrittenSpan.ToArray();
    }

    /// <summary>The greatest durable mark of the frames from an offset on, whether or not they hang together.</summary>
    public static LogPosition ScanMarks(LogFileScanner scanner, long offset, out bool found)
    {
        found = false;
        var proved = default(LogPosition);
        while (offset < scanner.Length)
        {
            if (scanner.TryReadFrame(offset, out var header, out _))
            {
                found = true;
                proved = LogPosition.Max(proved, header.Durable);
            }

            offset += FrameHeader.AlignmentBytes;
        }

        return proved;
    }

    private void WalkChain()
    {
        _scanner.TryReadStart(out var last, out _);
        _chain.Add(last);
        while (_scanner.TryReadFrame(last.End, out var header, out _) && header.PreviousCrc == last.Crc)
        {
            Proved = LogPosition.Max(Proved, header.Durable);
            _chain.Add(header);
            last = header;
        }
    }

    private int ProvedCount()
    {
        var count = 0;
        while (count < _chain.Count && new LogPosition(_scanner.Id.Sequence, _chain[count].End) <= Proved)
        {
            count++;
        }

        return count;
    }

    private bool IsBegun(long offset) => _scanner.IsHeaderOfThisFile(offset);
}
