using System.Security.Cryptography;
using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>
/// Writes one file that is a whole commit log: what every range has, and the groups that are not in segments.
/// </summary>
internal sealed class TruncatedLogWriter
{
    private const int FrameSizeBytes = 4 << 20;

    private readonly IDurableFile _file;
    private readonly LogFileId _id;
    private readonly FrameBuilder _frame = new();
    private long _end;
    private uint _crc;

    private TruncatedLogWriter(IDurableFile file, long sequence)
    {
        Span<byte> salt = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(salt);
        _file = file;
        _id = new LogFileId(sequence, BitConverter.ToInt64(salt));
    }

    /// <summary>Writes the file, durable on return but for its name.</summary>
    public static void Write(
        IFileLayer files,
        string path,
        (long Sequence, Guid StoreId) identity,
        IReadOnlyList<KeptRange> ranges,
        CancellationToken cancellationToken)
    {
        using var file = files.Create(path, 0);
        new TruncatedLogWriter(file, identity.Sequence).Write(identity.StoreId, ranges, cancellationToken);
    }

    private void Write(Guid storeId, IReadOnlyList<KeptRange> ranges, CancellationToken cancellationToken)
    {
        var size = WriteStart(storeId, ranges);
        foreach (var range in ranges)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteGroups(range);
        }

        if (_frame.EntryCount > 0)
        {
            WriteFrame();
        }

        // The mark proves what lies before it.
        WriteFrame();
        _file.SetLength(size);
        _file.Flush();
    }

    // The first frame states the size of the file, so that has to be known before the rest is written: the groups of
    // each range are measured first.
    private long WriteStart(Guid storeId, IReadOnlyList<KeptRange> ranges)
    {
        var catalog = new List<CatalogEntry>(ranges.Count);
        long size = 0;
        foreach (var range in ranges)
        {
            var first = default(OfflineGroup?);
            foreach (var group in range.Groups())
            {
                first ??= group;
                size += LogEntry.DataHeaderSizeBytes + group.Records.Bytes.Length + LogEntry.ControlSizeBytes;
            }

            size += LogEntry.ControlSizeBytes;
            catalog.Add(range.Range.ToCatalogEntry() with
            {
                Epoch = first?.Epoch ?? range.Range.Epoch,
                LastLsn = first?.PreviousLsn ?? range.LastLsn,
                Segments = range.Segments,
            });
        }

        _frame.Begin(FrameKind.Start);
        StartFrame.Write(_frame, default, storeId, catalog);
        var frames = (size / FrameSizeBytes) + 2;
        var total = FrameHeader.Align(_frame.PaddedLength + size + (frames * 2 * FrameHeader.AlignmentBytes));
        StartFrame.WriteFileSize(_frame, total);
        WriteFrame();
        return total;
    }

    private void WriteGroups(KeptRange kept)
    {
        long? epoch = null;
        foreach (var group in kept.Groups())
        {
            if (epoch is { } last && last != group.Epoch)
            {
                AddOpen(kept.Range, group.Epoch);
            }

            epoch = group.Epoch;
            var entry = new LogEntry
            {
                Kind = LogEntryKind.Data,
                Range = kept.Range.Range,
                Epoch = group.Epoch,
                FirstLsn = group.Records.FirstLsn,
                PreviousLsn = group.PreviousLsn,
                Count = group.Records.Count,
            };
            _frame.AddData(entry, group.Records.Bytes.Span);
            if (_frame.Length >= FrameSizeBytes)
            {
                WriteFrame();
            }
        }

        if (epoch is { } written && written != kept.Range.Epoch)
        {
            AddOpen(kept.Range, kept.Range.Epoch);
        }
    }

    private void AddOpen(RangeLog range, long epoch) => _frame.AddControl(new LogEntry
    {
        Kind = LogEntryKind.Open,
        Range = range.Range,
        JournalId = range.JournalId,
        Epoch = epoch,
    });

    // Nothing of the file counts before it has its name, and it gets that when all of it is durable.
    private void WriteFrame()
    {
        var durable = _end == 0 ? default : new LogPosition(_id.Sequence, _end);
        var bytes = _frame.Finish(_id, _end, durable, _crc, out _crc);
        _file.Write(bytes, _end);
        _end += bytes.Length;
        _frame.Begin(FrameKind.Group);
    }
}
