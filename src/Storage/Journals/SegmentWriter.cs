using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;
using CommitClock = Orleans.TableService.Storage.Ranges.CommitClock;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Appends chunks to a range's segments. Used by the housekeeper's thread.</summary>
/// <remarks>
/// After a failed write or flush the segment is left alone beyond what is proved, and a new one is begun behind that:
/// the operating system may show bytes that the disk does not have.
/// </remarks>
internal sealed class SegmentWriter(
    RangeLog range, SegmentDirectory directory, int segmentSizeBytes, CommitClock clock) : IDisposable
{
    private IDurableFile? _file;
    private SegmentState _written;
    private long _lastNumber;
    private bool _isBegun;
    private bool _isNewName;

    /// <summary>Whether something is written that is not flushed, or a file is open.</summary>
    public bool IsOpen => _file is not null;

    /// <summary>The last record that is written.</summary>
    public long WrittenLsn => _isBegun ? _written.LastLsn : range.Segments.LastLsn;

    /// <summary>The end of what is written.</summary>
    public SegmentState Written => _isBegun ? _written : range.Segments;

    /// <summary>Appends a chunk.</summary>
    /// <param name="chunk">Room for the header, then the entries.</param>
    /// <param name="firstLsn">Lsn of the first record in it.</param>
    /// <param name="lastLsn">Lsn of the last record in it.</param>
    public void Append(Span<byte> chunk, long firstLsn, long lastLsn)
    {
        try
        {
            Begin(chunk.Length);
            var body = chunk[ChunkHeader.SizeBytes..];
            var header = new ChunkHeader(
                _written.Length, body.Length, Checksum.Of(body), firstLsn, lastLsn, _written.Crc);
            var crc = header.Write(chunk);
            _file!.Write(chunk, _written.Length);

            // A flush of a whole segment at once would keep those of the commit log waiting.
            _file.BeginWriteBack(_written.Length, chunk.Length);
            _written = new SegmentState(
                _written.Number, header.End, lastLsn, crc, _written.TotalSizeBytes + chunk.Length);
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    /// <summary>Makes all that was appended durable, and closes the file.</summary>
    /// <returns>What is proved now.</returns>
    public SegmentState Flush()
    {
        if (_file is null)
        {
            return _isBegun ? _written : range.Segments;
        }

        try
        {
            _file.Flush();
            if (_isNewName)
            {
                directory.Sync(range.Range);
                _isNewName = false;
            }
        }
        catch
        {
            Abandon();
            throw;
        }

        Dispose();
        return _written;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Begin(int chunkSizeBytes)
    {
        if (!_isBegun)
        {
            _written = range.Segments;
            _lastNumber = Math.Max(_lastNumber, _written.Number);
            _isBegun = true;
        }

        var isFull = _written.Length + chunkSizeBytes > segmentSizeBytes && _written.Length > SegmentHeader.SizeBytes;
        if (IsGivenUp())
        {
            // Its file may be gone, and nobody reads it again.
            Dispose();
            Create();
        }
        else if (_written.Number == 0 || isFull || _lastNumber > _written.Number || IsOld())
        {
            Flush();
            Create();
        }
        else if (_file is null)
        {
            _file = directory.Files.Open(directory.PathOf(range.Range, _written.Number));
            _file.SetLength(_written.Length);
        }
    }

    private bool IsGivenUp()
    {
        lock (range.Gate)
        {
            return _written.Number != 0 && _written.LastLsn < range.FirstLsn;
        }
    }

    private bool IsOld()
    {
        lock (range.Gate)
        {
            return range.SegmentStarts.BegunAtMs(_written.Number) is { } begun
                && TimeSpan.FromMilliseconds(clock.ReadMs() - begun) > range.SegmentAgeMax;
        }
    }

    private void Create()
    {
        directory.Make(range.Range);
        var number = ++_lastNumber;
        var start = new SegmentStart(number, _written, clock.ReadMs());
        _file = directory.Files.Create(directory.PathOf(range.Range, number), 0);
        _isNewName = true;
        Span<byte> bytes = stackalloc byte[SegmentHeader.SizeBytes];
        var crc = new SegmentHeader(range.Range, range.JournalId, number, _written, start.BegunAtMs)
            .Write(bytes);
        _file.Write(bytes, 0);
        _written = new SegmentState(
            number, SegmentHeader.SizeBytes, _written.LastLsn, crc, _written.TotalSizeBytes + SegmentHeader.SizeBytes);
        lock (range.Gate)
        {
            range.SegmentStarts.Add(start);
        }
    }

    // Begins again behind what is proved, in a file with another number.
    private void Abandon()
    {
        Dispose();
        _isBegun = false;
        lock (range.Gate)
        {
            _lastNumber = Math.Max(_lastNumber, range.Segments.Number) + 1;
            range.SegmentStarts.RemoveBehind(range.Segments.Number);
        }
    }
}
