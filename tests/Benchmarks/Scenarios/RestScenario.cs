using System.Diagnostics;
using System.Globalization;
using Orleans.TableService.Benchmarks.Measuring;
using Orleans.TableService.Client;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>
/// A server process with many tables that nobody uses: its memory, its start, its idle processor time.
/// </summary>
internal static class RestScenario
{
    private const int Tables = 100;
    private const int RangesPerTable = 4;
    private static readonly TimeSpan RestTime = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(string directory)
    {
        Report.Heading($"at rest, {Tables} tables of {RangesPerTable} ranges (server process)");
        using (var first = await StandaloneProcess.StartAsync(directory))
        {
            await using var client = new TableServiceClient(first.Address);
            for (var i = 0; i < Tables; i++)
            {
                await UseAsync(await CreateAsync(client, i));
            }

            Report.Figure("resident memory, all indexes open", Mebibytes(first.ResidentBytes), "goal 400 MiB");
            await first.StopAsync();
        }

        using var second = await StandaloneProcess.StartAsync(directory);
        Report.Figure("start until ready", Milliseconds(second.StartTime), "goal 2,000 ms");
        await using var again = new TableServiceClient(second.Address);
        var watch = Stopwatch.StartNew();
        await UseAsync(await again.OpenTableAsync("default", "rest-0"));
        Report.Figure("first put to each range of one table", Milliseconds(watch.Elapsed));
        var before = second.ProcessorTime;
        await Task.Delay(RestTime, TimeProvider.System);
        Report.Figure(
            "processor time at rest",
            string.Create(CultureInfo.InvariantCulture, $"{(second.ProcessorTime - before) / RestTime:P2}"),
            "of one core; goal about 0");
        await second.StopAsync();
    }

    private static async Task<ITable> CreateAsync(TableServiceClient client, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"rest-{number}");
        await client.Admin.CreateStreamAsync(
            "default",
            name,
            new StreamConfiguration { InitialRanges = RangesPerTable });
        return await client.OpenTableAsync("default", name);
    }

    private static Task UseAsync(ITable table) => Task.WhenAll(
        Enumerable.Range(0, RangesPerTable * 8).Select(i => table.PutAsync(Payload.Key(0, i), Payload.Value).AsTask()));

    private static string Mebibytes(long bytes) => $"{bytes >> 20:N0} MiB";

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:N0} ms";
}
