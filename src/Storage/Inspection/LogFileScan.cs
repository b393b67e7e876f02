using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>All intact frames of one file of the commit log, whether or not they hang together.</summary>
internal sealed class LogFileScan : IDisposable
{
    private readonly IDurableFile _file;
    private readonly LogFileScanner _scanner;

    public LogFileScan(IDurableFile file, string path, long sequence)
    {
        _file = file;
        Sequence = sequence;
        Path = path;
        _scanner = new LogFileScanner(file, path, sequence);
        ReadStart();
        Walk();
    }

    public long Sequence { get; }

    public string Path { get; }

    public LogFileId Id => _scanner.Id;

    public long Length => _scanner.Length;

    /// <summary>What the start frame says of the file before; <see langword="null"/> if it is damaged.</summary>
    public LogLink? Previous { get; private set; }

    /// <summary>The size that the start frame says.</summary>
    public long StatedLength { get; private set; }

    /// <summary>The intact frames in order.</summary>
    public List<FrameHeader> Frames { get; } = [];

    /// <summary>Where something else is than the frame that should follow.</summary>
    public List<long> Breaks { get; } = [];

    /// <summary>The greatest position that an intact frame proves to be durable.</summary>
    public LogPosition Proved { get; private set; }

    /// <summary>The end of the last intact frame.</summary>
    public long End => Frames.Count == 0 ? 0 : Frames[^1].End;

    /// <summary>As the log's readers know it.</summary>
    public LogFile ToLogFile() => new(_file, Path, Id, Length);

    /// <summary>Reads an intact frame again.</summary>
    public byte[] Read(in FrameHeader header) =>
        _scanner.TryReadFrame(header.Offset, out _, out var frame)
            ? frame.ToArray()
            : throw new DataDirectoryException($"{Path} changed at byte {header.Offset} while it was read.");

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void ReadStart()
    {
        if (_scanner.TryReadStart(out _, out var frame))
        {
            Previous = StartFrame.Read(frame, out _).Previous;
            StatedLength = StartFrame.ReadFileSize(frame);
            Proved = Previous.Value.Position;
        }
    }

    private void Walk()
    {
        var last = default(FrameHeader);
        var isBroken = Previous is null;
        if (isBroken)
        {
            Breaks.Add(0);
        }

        for (long offset = 0; offset < Length;)
        {
            if (!_scanner.TryReadFrame(offset, out var header, out _))
            {
                if (!isBroken)
                {
                    isBroken = true;
                    Breaks.Add(offset);
                }

                offset += FrameHeader.AlignmentBytes;
                continue;
            }

            // Behind a break nothing is known of the frame before.
            if (!isBroken && offset > 0 && header.PreviousCrc != last.Crc)
            {
                Breaks.Add(offset);
            }

            isBroken = false;
            last = header;
            Frames.Add(header);
            Proved = LogPosition.Max(Proved, header.Durable);
            offset = header.End;
        }
    }
}
