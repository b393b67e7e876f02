using System.Diagnostics.Metrics;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// The instruments of the meter <c>Orleans.TableService.Storage</c>. Recorded once per batch, never per request.
/// </summary>
internal sealed class StorageMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Orleans.TableService.Storage";

    private readonly Meter _meter = new(MeterName);
    private readonly TimeProvider _time;

    public StorageMetrics(TimeProvider time, QueueBudget queue)
    {
        _time = time;
        _meter.CreateObservableGauge(
            "tableservice.storage.queue.size", () => queue.UsedBytes, "By", "Requests of all ranges that are not answered");
        BatchSize = _meter.CreateHistogram<int>("tableservice.storage.batch.size", "{request}", "Requests evaluated together");
        EvaluateTime = _meter.CreateHistogram<double>("tableservice.storage.evaluate.duration", "s", "Evaluation of a batch");
        AppendTime = _meter.CreateHistogram<double>("tableservice.storage.append.duration", "s", "From append to durable");
        ApplyTime = _meter.CreateHistogram<double>("tableservice.storage.apply.duration", "s", "Write of groups to the index");
    }

    public Histogram<int> BatchSize { get; }

    public Histogram<double> EvaluateTime { get; }

    public Histogram<double> AppendTime { get; }

    public Histogram<double> ApplyTime { get; }

    /// <summary>The present, to be given to <see cref="Record"/>; 0 when nobody listens.</summary>
    public long Start(Histogram<double> histogram) => histogram.Enabled ? _time.GetTimestamp() : 0;

    /// <summary>Records the time since <paramref name="start"/>.</summary>
    public void Record(Histogram<double> histogram, long start)
    {
        if (start != 0)
        {
            histogram.Record(_time.GetElapsedTime(start).TotalSeconds);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
