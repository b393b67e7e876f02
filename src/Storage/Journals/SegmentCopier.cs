using System.Runtime.InteropServices;
using Orleans.TableService.Storage.CommitLog;
using CommitClock = Orleans.TableService.Storage.Ranges.CommitClock;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Copies groups from the commit log to segments. Used by the housekeeper's thread.</summary>
internal sealed class SegmentCopier(
    SegmentDirectory directory, int segmentSizeBytes, CommitClock clock) : IDisposable
{
    private const int ChunkSizeMaxBytes = 1 << 20;
    private const int OpenFilesMax = 64;

    private readonly Dictionary<RangeLog, SegmentWriter> _writers = [];
    private readonly Queue<SegmentWriter> _open = new();
    private readonly List<LogExtent> _extents = [];
    private byte[] _chunk = [];

    /// <summary>Copies all that a range has in the commit log; nothing is flushed.</summary>
    /// <exception cref="IOException">
    /// The segment could not be written; it is tried again behind what is proved.
    /// </exception>
    public void Copy(RangeLog range)
    {
        var writer = WriterOf(range);
        while (TakeExtents(range, writer.WrittenLsn))
        {
            var wasOpen = writer.IsOpen;
            CopyExtents(range, writer);
            if (!wasOpen)
            {
                LimitOpenFiles(writer);
            }
        }
    }

    /// <summary>Copies all that a range has in the commit log, and makes it durable.</summary>
    /// <returns>What may be stated as proved.</returns>
    public SegmentState CopyAndFlush(RangeLog range)
    {
        Copy(range);
        return WriterOf(range).Flush();
    }

    /// <summary>Removes the segments that lie below the trim point, which must be proved durable.</summary>
    public void RemoveTrimmed(RangeLog range)
    {
        var end = WriterOf(range).Written;
        List<long> numbers;
        lock (range.Gate)
        {
            numbers = range.IsDeleting ? [] : range.SegmentStarts.RemoveBelow(range.FirstLsn, end);
        }

        foreach (var number in numbers)
        {
            directory.Files.Delete(directory.PathOf(range.Range, number));
        }
    }

    /// <summary>Removes files that a crash has left of segments that were trimmed, or could not be written.</summary>
    /// <param name="range">Whose segments are looked at.</param>
    /// <param name="last">Number of the last one that counts.</param>
    public void RemoveLeftovers(RangeLog range, long last)
    {
        List<long> kept;
        lock (range.Gate)
        {
            if (range.IsDeleting)
            {
                return;
            }

            kept = [.. range.SegmentStarts.All.Select(start => start.Number)];
        }

        directory.RemoveOthers(range.Range, kept, last);
    }

    /// <summary>Forgets a range that is being deleted.</summary>
    public void Forget(RangeLog range)
    {
        if (_writers.Remove(range, out var writer))
        {
            writer.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var writer in _writers.Values)
        {
            writer.Dispose();
        }
    }

    private SegmentWriter WriterOf(RangeLog range)
    {
        ref var writer = ref CollectionsMarshal.GetValueRefOrAddDefault(_writers, range, out _);
        return writer ??= new SegmentWriter(range, directory, segmentSizeBytes, clock);
    }

    // A file that is written but not flushed stays open, for an error of writing it back is told to open files only.
    private void LimitOpenFiles(SegmentWriter opened)
    {
        _open.Enqueue(opened);
        while (_open.Count > OpenFilesMax)
        {
            _open.Dequeue().Flush();
        }
    }

    private bool TakeExtents(RangeLog range, long afterLsn)
    {
        _extents.Clear();
        lock (range.Gate)
        {
            range.UncopiedBytes = 0;
            if (range.IsDeleting)
            {
                return false;
            }

            long size = ChunkHeader.SizeBytes;
            for (var i = range.Extents.Find(afterLsn + 1); i < range.Extents.Count; i++)
            {
                var extent = range.Extents[i];
                var isFull = size > ChunkHeader.SizeBytes && size + extent.Length > ChunkSizeMaxBytes;
                if (isFull || !extent.File.TryEnter())
                {
                    break;
                }

                size += extent.Length;
                _extents.Add(extent);
            }
        }

        return _extents.Count > 0;
    }

    private void CopyExtents(RangeLog range, SegmentWriter writer)
    {
        try
        {
            var size = ChunkHeader.SizeBytes + _extents.Sum(extent => extent.Length);
            if (_chunk.Length < size)
            {
                _chunk = new byte[Math.Max(size, 64 << 10)];
            }

            var end = ChunkHeader.SizeBytes;
            foreach (var extent in _extents)
            {
                LogExtentReader.Read(range, extent, _chunk.AsSpan(end, extent.Length));
                end += extent.Length;
            }

            writer.Append(_chunk.AsSpan(0, end), _extents[0].FirstLsn, _extents[^1].LastLsn);
        }
        finally
        {
            foreach (var extent in _extents)
            {
                extent.File.Leave();
            }

            if (_chunk.Length > 4 * ChunkSizeMaxBytes)
            {
                _chunk = [];
            }
        }
    }
}
