using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Gateway.Tests;

/// <summary>From instruments to the text that Prometheus reads.</summary>
public sealed class MetricsCollectorTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly MetricsCollector _collector;

    public MetricsCollectorTests() => _collector = new MetricsCollector(
        meter => meter.Name == _meter.Name && meter.Scope == _meter.Scope, NullLogger<MetricsCollector>.Instance);

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Collect_WhenTagsAndHelpHoldAnyCharacter_EscapesThem()
    {
        var counter = _meter.CreateCounter<long>("a.b-c", "By", "back\\slash and\nnew line");
        const string Hostile = "quote \" back \\ line \n brace } comma , =";
        counter.Add(3, new KeyValuePair<string, object?>("my.tag", Hostile));
        counter.Add(4, new KeyValuePair<string, object?>("my.tag", Hostile));

        var lines = MetricLines.Parse(_collector.Collect());

        Assert.Equal("counter", lines.Types["a_b_c_bytes_total"]);
        Assert.Equal(@"back\\slash and\nnew line", lines.Helps["a_b_c_bytes_total"]);
        Assert.Equal(7, lines["a_b_c_bytes_total", $"my_tag={Hostile};"]);
    }

    [Fact]
    public void Collect_WhenAHistogramRecorded_WritesCumulativeBucketsSumAndCount()
    {
        var histogram = _meter.CreateHistogram(
            "wait", "s", "w", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in (double[])[0.05, 0.1, 0.5, 7])
        {
            histogram.Record(value, new KeyValuePair<string, object?>("k", "v"));
        }

        var lines = MetricLines.Parse(_collector.Collect());

        Assert.Equal("histogram", lines.Types["wait_seconds"]);
        Assert.Equal(2, lines["wait_seconds_bucket", "k=v;le=0.1;"]);
        Assert.Equal(3, lines["wait_seconds_bucket", "k=v;le=1;"]);
        Assert.Equal(4, lines["wait_seconds_bucket", "k=v;le=+Inf;"]);
        Assert.Equal(4, lines["wait_seconds_count", "k=v;"]);
        Assert.Equal(7.65, lines["wait_seconds_sum", "k=v;"], 9);
    }

    [Fact]
    public void Collect_WhenAnObservedSeriesIsGone_ForgetsIt()
    {
        var tables = new List<string> { "x", "y" };
        _meter.CreateObservableGauge(
            "g", () => tables.Select(t => new Measurement<int>(1, new KeyValuePair<string, object?>("t", t))));
        Assert.Equal(2, MetricLines.Parse(_collector.Collect()).Values.Count);

        tables.Remove("y");

        Assert.Equal([("g", "t=x;")], MetricLines.Parse(_collector.Collect()).Values.Keys);
    }

    [Fact]
    public void Collect_WhenOneInstrumentThrows_TellsTheOthers()
    {
        _meter.CreateObservableGauge("bad", Broken);
        _meter.CreateObservableGauge("good", () => 5);

        Assert.Equal(5, MetricLines.Parse(_collector.Collect())["good"]);
    }

    [Fact]
    public void Collect_WhenTagsAreWithoutEnd_BoundsTheSeriesAndLosesNoCount()
    {
        var counter = _meter.CreateCounter<int>("c");
        for (var i = 0; i < MetricFamily.SeriesMax + 500; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("i", i));
        }

        var lines = MetricLines.Parse(_collector.Collect());

        Assert.Equal(MetricFamily.SeriesMax + 1, lines.Values.Count);
        Assert.Equal(500, lines["c_total", "otel_metric_overflow=true;"]);
    }

    [Fact]
    public void Collect_WhenAMeterIsMadeAnew_GoesOnCounting()
    {
        using (var first = new Meter(_meter.Name))
        {
            first.CreateCounter<int>("again").Add(2);
        }

        using var second = new Meter(_meter.Name);
        second.CreateCounter<int>("again").Add(3);

        Assert.Equal(5, MetricLines.Parse(_collector.Collect())["again_total"]);
    }

    [Fact]
    public void Record_WhenTheSeriesIsKnown_AllocatesNothing()
    {
        var histogram = _meter.CreateHistogram<double>("h", "s");
        var tag = new KeyValuePair<string, object?>("k", "v");
        Assert.Equal(0, Allocations.LeastOf(() => histogram.Record(1, tag)));
    }

    [Fact]
    public async Task Collect_WhileManyRecord_LosesNothing()
    {
        var counter = _meter.CreateCounter<int>("many");
        var writers = Enumerable.Range(0, 4).Select(i => Task.Run(() =>
        {
            for (var n = 0; n < 10_000; n++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("w", n % 7));
            }
        })).ToArray();
        while (!Task.WhenAll(writers).IsCompleted)
        {
            MetricLines.Parse("# HELP end end\n" + _collector.Collect());
        }

        await Task.WhenAll(writers);
        Assert.Equal(40_000, MetricLines.Parse(_collector.Collect()).Values.Values.Sum());
    }

    private static int Broken() => throw new InvalidOperationException("no");
}
