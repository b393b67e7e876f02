using System.Diagnostics.Metrics;
using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Telemetry;

namespace Orleans.TableService.Storage.Journals;

/// <summary>The instruments of one journal store: its files' writes and syncs, and how much it holds.</summary>
/// <remarks>Without a listener neither a clock is read nor anything allocated. Safe for use by many threads.</remarks>
internal sealed class JournalMetrics : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Histogram<double> _syncTime;
    private readonly Counter<long> _written;

    public JournalMetrics(TimeProvider time)
    {
        _time = time;
        _syncTime = Meter.CreateDuration(
            "tableservice.storage.sync.duration", "Making a file's contents durable (fdatasync)");
        _written = Meter.CreateCounter<long>(
            "tableservice.storage.file.written", "By", "Bytes written to files of journals");
    }

    /// <summary>The meter; disposing it ends the instruments.</summary>
    public Meter Meter { get; } = new(StorageTelemetry.Name);

    /// <summary>Adds what is known once the store is open.</summary>
    public void Watch(OpenedLog log, StorageOptions options)
    {
        Meter.CreateObservableGauge(
            "tableservice.storage.log.size", () => log.Files.SizeBytes, "By", "The commit log's files");
        Meter.CreateObservableGauge(
            "tableservice.storage.log.limit",
            () => options.CommitLogSizeMaxBytes,
            "By",
            "Size of the commit log at which writers slow down");
        Meter.CreateObservableGauge(
            "tableservice.storage.log.files", () => log.Files.Count, "{file}", "The commit log's files");
        Meter.CreateObservableGauge(
            "tableservice.storage.segments.size", () => SegmentBytes(log.Ranges), "By", "Segments of all ranges");
        Meter.CreateObservableGauge(
            "tableservice.storage.log.uncopied",
            () => UncopiedBytes(log.Ranges),
            "By",
            "Records in the commit log that are not proved to be in segments");
    }

    /// <summary>Counts bytes written.</summary>
    public void Wrote(long sizeBytes, FileKind kind) => _written.Add(sizeBytes, kind.Tag);

    /// <summary>The present, if a sync is to be timed.</summary>
    public long StartSync() => _syncTime.Start(_time);

    /// <summary>Records a sync that succeeded.</summary>
    public void Synced(long start, FileKind kind)
    {
        if (start != 0)
        {
            _syncTime.Record(_time.GetElapsedTime(start).TotalSeconds, kind.Tag);
        }
    }

    public void Dispose() => Meter.Dispose();

    private static long SegmentBytes(RangeTable ranges)
    {
        long size = 0;
        foreach (var range in ranges.All)
        {
            lock (range.Gate)
            {
                size += range.Segments.TotalSizeBytes;
            }
        }

        return size;
    }

    private static long UncopiedBytes(RangeTable ranges)
    {
        long size = 0;
        foreach (var range in ranges.All)
        {
            lock (range.Gate)
            {
                size += range.Extents.SizeBytes;
            }
        }

        return size;
    }
}
