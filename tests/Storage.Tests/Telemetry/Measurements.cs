using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Orleans.TableService.Storage.Telemetry;

namespace Orleans.TableService.Storage.Tests.Telemetry;

/// <summary>
/// The last value of each instrument of one meter, by its one tag; of counters the sum.
/// </summary>
/// <remarks>Asks no other engine's instruments: they call what the tests of those engines put in their way.</remarks>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(Meter Meter, string Name, string Tag), double> _values = new();
    private readonly Lock _lock = new();
    private readonly List<Instrument> _notAsked = [];
    private Meter? _meter;

    public Measurements()
    {
        _listener.InstrumentPublished = (instrument, _) => Publish(instrument);
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public double this[string name, string tag] => _values.GetValueOrDefault((_meter!, name, tag));

    public bool Has(string name, string tag) => _values.ContainsKey((_meter!, name, tag));

    /// <summary>Observes now, and reads the values of this meter from here on.</summary>
    public void Observe(Meter meter)
    {
        AskOf(meter);
        var tables = _values.Keys.Where(
            key => key.Meter == meter && key.Name.Contains(".table.", StringComparison.Ordinal));
        foreach (var key in tables)
        {
            _values.TryRemove(key, out _);
        }

        _listener.RecordObservableInstruments();
    }

    public void Dispose() => _listener.Dispose();

    // Counters count from the start, before it is known whose meter is meant.
    private void Publish(Instrument instrument)
    {
        if (instrument.Meter.Name != StorageTelemetry.Name)
        {
            return;
        }

        lock (_lock)
        {
            if (instrument.IsObservable && instrument.Meter != _meter)
            {
                _notAsked.Add(instrument);
                return;
            }
        }

        _listener.EnableMeasurementEvents(instrument);
    }

    private void AskOf(Meter meter)
    {
        Instrument[] asked;
        lock (_lock)
        {
            _meter = meter;
            asked = [.. _notAsked.Where(instrument => instrument.Meter == meter)];
            _notAsked.RemoveAll(instrument => instrument.Meter == meter);
        }

        foreach (var instrument in asked)
        {
            _listener.EnableMeasurementEvents(instrument);
        }
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument.Meter, instrument.Name, tags.Length == 0 ? "" : $"{tags[0].Value}");
        _values.AddOrUpdate(key, value, (_, old) => instrument.IsObservable ? value : old + value);
    }
}
