using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>One segment file and what its header says.</summary>
internal sealed class SegmentFile : IDisposable
{
    private readonly IDurableFile _file;
    private readonly byte[] _chunkHeader = new byte[ChunkHeader.SizeBytes];

    public SegmentFile(IDurableFile file, string path, long number, RangeLog range)
    {
        _file = file;
        Path = path;
        Number = number;
        Length = file.Length;
        var bytes = new byte[SegmentHeader.SizeBytes];
        if (file.Read(bytes, 0) == bytes.Length
            && SegmentHeader.TryRead(bytes, out var header, out var crc)
            && header.Range == range.Range
            && header.JournalId == range.JournalId
            && header.Number == number)
        {
            Header = header;
            HeaderCrc = crc;
        }
    }

    public string Path { get; }

    public long Number { get; }

    public long Length { get; }

    /// <summary>What the header says; <see langword="null"/> if it is damaged, or of another range.</summary>
    public SegmentHeader? Header { get; }

    /// <summary>The checksum with which the chain of chunks begins.</summary>
    public uint HeaderCrc { get; }

    /// <summary>Reads the chunk header at an offset.</summary>
    /// <returns><see langword="false"/> if there is none that belongs there.</returns>
    public bool TryReadChunk(long offset, out ChunkHeader chunk, out uint crc)
    {
        (chunk, crc) = (default, 0);
        return _file.Read(_chunkHeader, offset) == _chunkHeader.Length
            && ChunkHeader.TryRead(_chunkHeader, out chunk, out crc)
            && chunk.Offset == offset
            && chunk.BodyLength >= 0;
    }

    /// <summary>The first place from an offset on at which an intact chunk header lies.</summary>
    /// <returns>-1 if there is none.</returns>
    public long FindChunk(long offset)
    {
        // The header holds its own offset under its checksum: nothing in a value passes for it.
        const int stepSizeBytes = 1 << 20;
        var window = new byte[stepSizeBytes + sizeof(uint) - 1];
        for (; offset < Length; offset += stepSizeBytes)
        {
            var bytes = window.AsSpan(0, _file.Read(window, offset));
            for (var at = 0; bytes[at..].IndexOf(ChunkHeader.MagicBytes) is var next and >= 0; at++)
            {
                at += next;
                if (TryReadChunk(offset + at, out _, out _))
                {
                    return offset + at;
                }
            }
        }

        return -1;
    }

    /// <summary>Reads a chunk's entries.</summary>
    /// <returns><see langword="null"/> if the file ends before, or they are damaged.</returns>
    public byte[]? ReadBody(in ChunkHeader chunk)
    {
        if (chunk.End > Length)
        {
            return null;
        }

        var body = new byte[chunk.BodyLength];
        var read = _file.Read(body, chunk.Offset + ChunkHeader.SizeBytes);
        return read == body.Length && Checksum.Of(body) == chunk.BodyCrc ? body : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
