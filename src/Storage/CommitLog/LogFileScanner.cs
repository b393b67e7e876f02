using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.CommitLog;

/// <summary>Reads the frames of one file for recovery. Not safe for use by two threads.</summary>
internal sealed class LogFileScanner(IDurableFile file, string path, long sequence)
{
    private const int WindowSizeBytes = 1 << 20;

    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;

    public string Path => path;

    public long Length { get; } = file.Length;

    /// <summary>The salt that frames must have; <see langword="null"/> while the start frame is not read.</summary>
    public long? Salt { get; private set; }

    public LogFileId Id => new(sequence, Salt ?? 0);

    /// <summary>Reads the start frame and takes the file's salt from it.</summary>
    public bool TryReadStart(out FrameHeader header, out ReadOnlySpan<byte> frame)
    {
        if (!TryReadFrame(0, out header, out frame) || header.Kind != FrameKind.Start)
        {
            return false;
        }

        Salt = header.File.Salt;
        return true;
    }

    /// <summary>Reads the frame at an offset.</summary>
    /// <param name="offset">A multiple of the alignment.</param>
    /// <param name="header">What the frame says of itself.</param>
    /// <param name="frame">Header and body; valid until the next call.</param>
    /// <returns><see langword="false"/> if no intact frame of this file was written there.</returns>
    public bool TryReadFrame(long offset, out FrameHeader header, out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (!FrameHeader.TryRead(Window(offset, FrameHeader.SizeBytes), out header)
            || header.File.Sequence != sequence
            || (Salt is { } salt && header.File.Salt != salt)
            || header.Offset != offset
            || header.Length > Length - offset)
        {
            return false;
        }

        var bytes = Window(offset, header.Length);
        if (FrameHeader.ComputeCrc(bytes) != header.Crc)
        {
            return false;
        }

        if (FrameHeader.ReadVersion(bytes) is < 1 or > FrameHeader.Version)
        {
            throw new NotSupportedException(
                $"{path} has format version {FrameHeader.ReadVersion(bytes)}, "
                + $"this program knows those up to {FrameHeader.Version}: use the program that wrote it, or a newer "
                + "one.");
        }

        frame = bytes;
        return true;
    }

    /// <summary>Whether the bytes at an offset look like a frame of this file, intact or not.</summary>
    public bool IsHeaderOfThisFile(long offset) =>
        FrameHeader.TryRead(Window(offset, FrameHeader.SizeBytes), out var header) && header.File == Id;

    private ReadOnlySpan<byte> Window(long offset, int count)
    {
        if (offset < _windowStart || offset + count > _windowStart + _windowLength)
        {
            var wanted = (int)Math.Min(Math.Max(count, WindowSizeBytes), Math.Max(0, Length - offset));
            if (_window.Length < wanted)
            {
                _window = new byte[wanted];
            }

            _windowStart = offset;
            _windowLength = file.Read(_window.AsSpan(0, wanted), offset);
        }

        var start = (int)(offset - _windowStart);
        return _window.AsSpan(start, Math.Min(count, _windowLength - start));
    }
}
