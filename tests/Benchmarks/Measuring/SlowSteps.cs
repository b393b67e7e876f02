using System.Diagnostics.Metrics;
using System.Globalization;
using Orleans.TableService.Storage.Telemetry;

namespace Orleans.TableService.Benchmarks.Measuring;

/// <summary>Which steps of the storage took long while it is there, by the storage's own histograms.</summary>
internal sealed class SlowSteps : IDisposable
{
    private const double SlowSeconds = 0.02;

    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, (double Longest, double Slow, int Count)> _steps = [];

    public SlowSteps()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == StorageTelemetry.Name && instrument is Histogram<double>)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, seconds, tags, _) =>
        {
            var name = instrument.Name.Replace("tableservice.storage.", "", StringComparison.Ordinal)
                .Replace(".duration", "", StringComparison.Ordinal)
                + (tags.Length > 0 ? $" ({tags[0].Value})" : "");
            Note(name, seconds);
        });
        _listener.Start();
    }

    /// <summary>
    /// Prints each kind of step that took longer than 20 ms at least once, and all delays that were meant.
    /// </summary>
    public void Print()
    {
        lock (_steps)
        {
            foreach (var (name, step) in _steps.Where(step => step.Value.Count > 0 || IsDelay(step.Key)))
            {
                Report.Figure(
                    $"  {name}, longest",
                    string.Create(CultureInfo.InvariantCulture, $"{step.Longest * 1000:N0} ms"),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{step.Count} of more than {(IsDelay(name) ? 0 : SlowSeconds * 1000)} ms, "
                        + $"{step.Slow:N2} s together"));
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsDelay(string name) => name.EndsWith("delay", StringComparison.Ordinal);

    private void Note(string name, double seconds)
    {
        lock (_steps)
        {
            var step = _steps.GetValueOrDefault(name);
            var slow = seconds > SlowSeconds || IsDelay(name);
            _steps[name] = (
                Math.Max(step.Longest, seconds),
                step.Slow + (slow ? seconds : 0),
                step.Count + (slow ? 1 : 0));
        }
    }
}
