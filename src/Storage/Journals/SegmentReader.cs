using System.Diagnostics.CodeAnalysis;
using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Reads the proved part of a range's segments, from one Lsn on. Not safe for use by two threads.</summary>
internal sealed class SegmentReader : IDisposable
{
    private readonly RangeLog _range;
    private readonly SegmentDirectory _directory;
    private readonly Stack<(SegmentState End, SegmentStart Start)> _segments = new();
    private readonly byte[] _header = new byte[SegmentHeader.SizeBytes];
    private IDurableFile? _file;
    private string _path = "";
    private SegmentState _end;
    private long _offset;
    private uint _crc;
    private byte[] _body = [];
    private int _next;
    private long _chunkStart;

    /// <summary>The entry of the group that was read last.</summary>
    public LogEntry Entry { get; private set; }

    /// <summary>Where the chunk of that group begins.</summary>
    public (string Path, long Offset) Place => (_path, _chunkStart);

    /// <summary>A reader of what <paramref name="proved"/> says.</summary>
    public SegmentReader(RangeLog range, SegmentDirectory directory, SegmentState proved, long fromLsn)
        : this(range, directory, proved)
    {
        try
        {
            Walk(fromLsn);
            NextSegment();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private SegmentReader(RangeLog range, SegmentDirectory directory, SegmentState proved)
    {
        _range = range;
        _directory = directory;
        _end = proved;
    }

    /// <summary>
    /// Checks that all segments are there, long enough, name each other, and know nothing that the log lost.
    /// </summary>
    /// <returns>The segments, oldest first.</returns>
    /// <exception cref="JournalCorruptedException">They are not.</exception>
    public static List<SegmentStart> Verify(
        RangeLog range, SegmentDirectory directory, SegmentState proved, long firstLsn)
    {
        using var reader = new SegmentReader(range, directory, proved);
        reader.Walk(firstLsn);
        var found = reader._segments.Select(segment => segment.Start).ToList();
        if (found.Count > 0)
        {
            reader.OpenSegment(proved);
            reader.RequireNothingNewer();
        }

        return found;
    }

    /// <summary>The next group, the first being the one that holds the Lsn asked for.</summary>
    public bool TryRead(long fromLsn, [NotNullWhen(true)] out RecordGroup? group)
    {
        while (_next < _body.Length || TryReadChunk(fromLsn))
        {
            var bytes = _body.AsMemory(_next);
            var entry = LogEntry.Read(bytes.Span);
            _next += entry.Length;
            if (entry.LastLsn >= fromLsn)
            {
                var size = entry.Length - LogEntry.DataHeaderSizeBytes;
                Entry = entry;
                group = new RecordGroup(entry.FirstLsn, entry.Count, bytes.Slice(LogEntry.DataHeaderSizeBytes, size));
                return true;
            }
        }

        group = null;
        return false;
    }

    public void Dispose() => _file?.Dispose();

    // Backwards from the last one, which is all that is known, to the one that holds the Lsn.
    private void Walk(long fromLsn)
    {
        var segment = _end;
        while (segment.Number != 0 && segment.LastLsn >= fromLsn)
        {
            var header = OpenSegment(segment);
            _segments.Push((segment, new SegmentStart(segment.Number, header.Previous, header.BegunAtMs)));
            segment = header.Previous;
        }
    }

    private SegmentHeader OpenSegment(SegmentState segment)
    {
        _file?.Dispose();
        _file = null;
        _path = _directory.PathOf(_range.Range, segment.Number);
        if (!_directory.Files.FileExists(_path))
        {
            throw Corrupted(0, "the segment is missing");
        }

        _file = _directory.Files.Open(_path);
        if (_file.Length < segment.Length)
        {
            throw Corrupted(_file.Length, $"the segment is cut off, {segment.Length} bytes of it were durable");
        }

        if (_file.Read(_header, 0) < _header.Length
            || !SegmentHeader.TryRead(_header, out var header, out _crc)
            || header.Range != _range.Range
            || header.JournalId != _range.JournalId
            || header.Number != segment.Number)
        {
            throw Corrupted(0, "the segment's header is damaged");
        }

        _end = segment;
        _offset = SegmentHeader.SizeBytes;
        return header;
    }

    private bool NextSegment()
    {
        if (!_segments.TryPop(out var segment))
        {
            return false;
        }

        OpenSegment(segment.End);
        return true;
    }

    private bool TryReadChunk(long fromLsn)
    {
        while (_file is not null)
        {
            if (_offset == _end.Length)
            {
                RequireEnd();
                if (!NextSegment())
                {
                    return false;
                }

                continue;
            }

            var start = _offset;
            var chunk = ReadHeader();
            if (chunk.LastLsn >= fromLsn)
            {
                ReadBody(chunk, start);
                return true;
            }
        }

        return false;
    }

    private ChunkHeader ReadHeader()
    {
        var bytes = _header.AsSpan(0, ChunkHeader.SizeBytes);
        if (_file!.Read(bytes, _offset) < bytes.Length
            || !ChunkHeader.TryRead(bytes, out var chunk, out var crc)
            || chunk.PreviousCrc != _crc
            || chunk.Offset != _offset
            || chunk.End > _end.Length)
        {
            throw Corrupted(_offset, "a chunk's header is damaged");
        }

        _crc = crc;
        _offset = chunk.End;
        return chunk;
    }

    private void ReadBody(in ChunkHeader chunk, long start)
    {
        // A new array each time: the groups that are handed out keep it.
        _body = new byte[chunk.BodyLength];
        _next = 0;
        _chunkStart = start;
        if (_file!.Read(_body, start + ChunkHeader.SizeBytes) < _body.Length || Checksum.Of(_body) != chunk.BodyCrc)
        {
            throw Corrupted(start, "a chunk is damaged");
        }
    }

    // Only what was durable is ever copied: a chunk behind the proved ones tells what the commit log must still have.
    private void RequireNothingNewer()
    {
        var bytes = _header.AsSpan(0, ChunkHeader.SizeBytes);
        if (_file!.Read(bytes, _end.Length) == bytes.Length
            && ChunkHeader.TryRead(bytes, out var chunk, out _)
            && chunk.Offset == _end.Length
            && chunk.PreviousCrc == _end.Crc)
        {
            lock (_range.Gate)
            {
                if (chunk.LastLsn > _range.LastLsn)
                {
                    throw Corrupted(
                        _end.Length, $"a copy holds Lsn {chunk.LastLsn}, the commit log ends at {_range.LastLsn}");
                }
            }
        }
    }

    private void RequireEnd()
    {
        if (_crc != _end.Crc)
        {
            throw Corrupted(_offset, "the last chunk is not the one that was proved durable");
        }
    }

    private TableException Corrupted(long position, string what) =>
        Faults.JournalCorrupted(_path, position, $"{what} (range {_range.Range})").ToException();
}
