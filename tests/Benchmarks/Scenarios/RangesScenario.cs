using System.Diagnostics;
using System.Globalization;
using Orleans.TableService.Benchmarks.Measuring;
using Orleans.TableService.Client;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>
/// A server process with very many ranges that are all open: memory, handles, threads, and what rest costs.
/// </summary>
internal static class RangesScenario
{
    private const int KeysPerRange = 12;
    private static readonly TimeSpan RestTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(15);

    private static readonly Dictionary<string, string> Environment = new()
    {
        ["TableService__Storage__IndexesOpenMax"] = "100000",
        ["TableService__Storage__IndexFilesMax"] = "1000000",
        ["TableService__Storage__IndexIdleTimeout"] = IdleTimeout.ToString(),
    };

    public static async Task RunAsync(string directory, int ranges)
    {
        Report.Heading($"{ranges} open ranges (server process)");
        using (var first = await StandaloneProcess.StartAsync(directory, Environment))
        {
            await using var client = new TableServiceClient(first.Address);
            Describe(first, "before");
            var watch = Stopwatch.StartNew();
            await client.Admin.CreateStreamAsync("default", "r", new StreamConfiguration { InitialRanges = ranges });
            Report.Figure("create the table", Milliseconds(watch.Elapsed));
            var table = await client.OpenTableAsync("default", "r");
            watch.Restart();
            await UseAsync(table, ranges);
            Report.Figure("first puts to all ranges, indexes made", Milliseconds(watch.Elapsed));
            Describe(first, "all open");
            watch.Restart();
            await UseAsync(table, ranges);
            Report.Figure("the same puts again", Milliseconds(watch.Elapsed));
            await first.StopAsync();
        }

        using var second = await StandaloneProcess.StartAsync(directory, Environment);
        Report.Figure("start until ready", Milliseconds(second.StartTime));
        await using var again = new TableServiceClient(second.Address);
        var opening = Stopwatch.StartNew();
        await UseAsync(await again.OpenTableAsync("default", "r"), ranges);
        Report.Figure("first puts to all ranges, indexes opened", Milliseconds(opening.Elapsed));
        Describe(second, "all open again");
        await RestAsync(second, "processor time, all open");
        await Task.Delay(IdleTimeout + RestTime, TimeProvider.System);
        Describe(second, "all indexes idle and closed");
        await RestAsync(second, "processor time, all closed");
        await second.StopAsync();
    }

    // Every range has a key among them, but for one in e to the 12th.
    private static Task UseAsync(ITable table, int ranges)
    {
        var next = -1L;
        return Task.WhenAll(Enumerable.Range(0, 256).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next);
                i < (long)ranges * KeysPerRange;
                i = Interlocked.Increment(ref next))
            {
                await table.PutAsync(Payload.Key(0, i), Payload.Value);
            }
        }));
    }

    private static void Describe(StandaloneProcess process, string when) => Report.Figure(
        $"memory, handles, threads: {when}",
        $"{process.ResidentBytes >> 20:N0} MiB",
        string.Create(
            CultureInfo.InvariantCulture, $"{process.HandleCount:N0} handles, {process.ThreadCount} threads"));

    private static async Task RestAsync(StandaloneProcess process, string name)
    {
        var before = process.ProcessorTime;
        await Task.Delay(RestTime, TimeProvider.System);
        var share = (process.ProcessorTime - before) / RestTime;
        Report.Figure(name, string.Create(CultureInfo.InvariantCulture, $"{share:P2}"), "of one core");
    }

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:N0} ms";
}
