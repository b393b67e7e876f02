using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Orleans.TableService.Storage.Telemetry;

namespace Orleans.TableService.Benchmarks.Measuring;

/// <summary>What the storage wrote to disk and why, by its own instruments.</summary>
internal sealed class WrittenBytes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _bytes = new();

    public WrittenBytes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == StorageTelemetry.Name
                && instrument.Name is "tableservice.storage.file.written" or "tableservice.storage.index.written")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _bytes.AddOrUpdate(
            $"{tags[0].Value}", value, (_, old) => instrument.IsObservable ? value : old + value));
        _listener.Start();
    }

    /// <summary>Bytes for a reason: log, segment, flush, compaction.</summary>
    public long this[string reason] => _bytes.GetValueOrDefault(reason);

    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();
}
