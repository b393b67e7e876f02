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
        Rate bare;
        await using (var loop = new BareGroupCommit(directory))
        {
            bare = await TableLoads.CallAsync(Callers, () => loop.AppendAsync(Payload.Value));
        }

        Report.Line("bare append and fdatasync of groups (baseline)", bare);
        var table = await host.CreateTableAsync("thick", ranges: 1);
        await TableLoads.FillAsync(table);
        var get = await TableLoads.GetAsync(table, Callers);
        Report.Line("get", get, "goal 300,000; 2,048 bytes/op");
        var put = await TableLoads.PutAsync(table, Callers);
        Report.Line(
            "durable put, one range", put, $"{Report.Share(put, bare)} of the bare loop; goal 150,000; 2,048 bytes/op");

        var many = await host.CreateTableAsync("thick-many", ManyRanges);
        await TableLoads.FillAsync(many);
        var spread = await TableLoads.PutAsync(many, Callers);
        Report.Line($"durable put, {ManyRanges} ranges", spread, Report.Ratio(spread, put, "one range", 80));
        var beside = await TableLoads.PutAsync(table, Callers);
        Report.Line(
            $"durable put, one range beside {ManyRanges} at rest",
            beside,
            $"{Report.Share(beside, put)} of one range before them");
        await ReportPagesAsync(table);
    }

    // A page needs a snapshot, and so waits until the index has what was written before it.
    private static async Task ReportPagesAsync(ITable table)
    {
        var puts = TableLoads.PutAsync(table, Callers);
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
