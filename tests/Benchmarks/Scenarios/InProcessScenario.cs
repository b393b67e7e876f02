using System.Diagnostics;
using System.Globalization;
using Orleans.TableService.Benchmarks.Baselines;
using Orleans.TableService.Benchmarks.Measuring;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>The thick client inside the silo's process, against a bare loop of group commits.</summary>
internal static class InProcessScenario
{
    private const int Callers = 256;
    private const int ManyRanges = 64;

    private static readonly TimeSpan PagePause = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(BenchmarkHost host, string directory)
    {
        Report.Heading($"in process, {Callers} callers");
        await using var loop = new BareGroupCommit(directory);
        var table = await host.CreateTableAsync("thick", ranges: 1);
        await TableLoads.FillAsync(table);
        var rates = await Load.BestOfThreeAsync(
            TableLoads.Call(Callers, () => loop.AppendAsync(Payload.Value)),
            TableLoads.Get(table, Callers),
            TableLoads.Put(table, Callers));
        var (bare, get, put) = (rates[0], rates[1], rates[2]);
        Report.Line("bare append and fdatasync of groups (baseline)", bare);
        Report.Line("get", get, "goal 300,000; 2,048 bytes/op");
        Report.Line(
            "durable put, one range", put, $"{Report.Share(put, bare)} of the bare loop; goal 150,000; 2,048 bytes/op");

        var many = await host.CreateTableAsync("thick-many", ManyRanges);
        await TableLoads.FillAsync(many);
        rates = await Load.BestOfThreeAsync(TableLoads.Put(table, Callers), TableLoads.Put(many, Callers));
        var (beside, spread) = (rates[0], rates[1]);
        Report.Line(
            $"durable put, one range by turns with {ManyRanges}",
            beside,
            $"{Report.Share(beside, put)} of one range before them");
        Report.Line($"durable put, {ManyRanges} ranges", spread, Report.Ratio(spread, beside, "one range", 90));
        await ReportPagesAsync(table);
    }

    // A page needs a snapshot, and so waits until the index has what was written before it.
    private static async Task ReportPagesAsync(ITable table)
    {
        var puts = Load.BestOfThreeAsync(TableLoads.Put(table, Callers));
        var times = new List<TimeSpan>();
        while (!puts.IsCompleted)
        {
            await Task.Delay(PagePause);
            var start = Stopwatch.GetTimestamp();
            var page = new RangeOperation { LKeys = KeyInterval.All, Limit = 10 };
            var outcome = await table.TryCommitAsync(TableTransaction.Of(Payload.Key(0, times.Count), page));
            outcome.GetResultOrThrow();
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        await puts;
        times.Sort();
        var (median, p99) = (PacedLoad.PercentileMs([.. times], 0.5), PacedLoad.PercentileMs([.. times], 0.99));
        Report.Figure(
            "page of a pKey beside puts to its range, p50",
            string.Create(CultureInfo.InvariantCulture, $"{median:N1} ms"),
            string.Create(CultureInfo.InvariantCulture, $"p99 {p99:N1} ms, of {times.Count} pages"));
    }
}
