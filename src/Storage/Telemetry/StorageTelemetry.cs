using System.Diagnostics.Metrics;

namespace Orleans.TableService.Storage.Telemetry;

/// <summary>What the storage reports about itself; docs/operations.md lists every instrument.</summary>
public static class StorageTelemetry
{
    /// <summary>Name of the <see cref="Meter"/>.</summary>
    public const string Name = "Orleans.TableService.Storage";

    /// <summary>Upper bounds of the buckets of durations, in seconds: from a cached read to a stuck disk.</summary>
    internal static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries =
        [
            0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
            60,
        ],
    };

    /// <summary>Upper bounds of the buckets of counts.</summary>
    internal static readonly InstrumentAdvice<int> Counts = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
    };

    /// <summary>A histogram of times in seconds.</summary>
    internal static Histogram<double> CreateDuration(this Meter meter, string name, string description) =>
        meter.CreateHistogram(name, "s", description, tags: null, Durations);

    /// <summary>The present, to be given to <see cref="RecordSince"/>; 0 when nobody listens.</summary>
    internal static long Start(this Histogram<double> histogram, TimeProvider time) =>
        histogram.Enabled ? time.GetTimestamp() : 0;

    /// <summary>Records the time since <paramref name="start"/>, unless nobody listened then.</summary>
    internal static void RecordSince(this Histogram<double> histogram, TimeProvider time, long start)
    {
        if (start != 0)
        {
            histogram.Record(time.GetElapsedTime(start).TotalSeconds);
        }
    }
}
