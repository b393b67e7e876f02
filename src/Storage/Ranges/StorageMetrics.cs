using System.Diagnostics.Metrics;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Telemetry;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// The instruments of the ranges of one data directory. Recorded once per batch, never per request; without a listener
/// neither a clock is read nor anything allocated.
/// </summary>
internal sealed class StorageMetrics : IDisposable
{
    private readonly TimeProvider _time;

    public StorageMetrics(TimeProvider time, QueueBudget queue)
    {
        _time = time;
        Meter.CreateObservableGauge(
            "tableservice.storage.queue.size",
            () => queue.UsedBytes,
            "By",
            "Requests of all ranges that are not answered");
        BatchSize = Meter.CreateHistogram(
            "tableservice.storage.batch.size",
            "{request}",
            "Requests evaluated together",
            tags: null,
            StorageTelemetry.Counts);
        EvaluateTime = Meter.CreateDuration("tableservice.storage.evaluate.duration", "Evaluation of a batch");
        AppendTime = Meter.CreateDuration("tableservice.storage.append.duration", "From append to durable");
        ApplyTime = Meter.CreateDuration("tableservice.storage.apply.duration", "Write of groups to the index");
        WriteDelay = Meter.CreateDuration(
            "tableservice.storage.write.delay", "Waits of a range's writes because compactions or flushes are behind");
        AppendedBytes = Meter.CreateCounter<long>(
            "tableservice.storage.appended.size", "By", "Records given to the journals");
        OpenTime = Meter.CreateDuration(
            "tableservice.storage.index.open.duration", "Opening of an index, replay of the journal included");
        ReplayedRecords = Meter.CreateCounter<long>(
            "tableservice.storage.index.replayed",
            "{record}",
            "Records read from journals into indexes that were opened");
        DiscardedIndexes = Meter.CreateCounter<long>(
            "tableservice.storage.index.discarded", "{index}", "Indexes given up and made anew from the journal");
    }

    /// <summary>The meter; disposing it ends the instruments.</summary>
    public Meter Meter { get; } = new(StorageTelemetry.Name);

    public Histogram<int> BatchSize { get; }

    public Histogram<double> EvaluateTime { get; }

    public Histogram<double> AppendTime { get; }

    public Histogram<double> ApplyTime { get; }

    public Histogram<double> OpenTime { get; }

    public Histogram<double> WriteDelay { get; }

    public Counter<long> AppendedBytes { get; }

    public Counter<long> ReplayedRecords { get; }

    public Counter<long> DiscardedIndexes { get; }

    /// <summary>The present, to be given to <see cref="Record"/>; 0 when nobody listens.</summary>
    public long Start(Histogram<double> histogram) => histogram.Start(_time);

    /// <summary>Records the time since <paramref name="start"/>.</summary>
    public void Record(Histogram<double> histogram, long start) => histogram.RecordSince(_time, start);

    /// <summary>Records how an index was opened.</summary>
    public void Opened(IndexRecovery recovery, long start)
    {
        Record(OpenTime, start);
        ReplayedRecords.Add(recovery.ReplayedCount);
        if (recovery.DiscardReason is not null)
        {
            DiscardedIndexes.Add(1);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();
}
