using System.Globalization;
using Orleans.TableService.EndToEnd.Processes;
using Orleans.TableService.Gateway.Tests;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.EndToEnd.Operations;

/// <summary>What Prometheus finds at a server, and the file handles that the server takes.</summary>
public sealed class MetricsTests
{
    private const int SoftFileLimit = 300;
    private const int Puts = 20;

    [Fact]
    public async Task Scrape_OfARealServer_HasTheDocumentedTypesAndCountersThatMove()
    {
        using var data = new TemporaryDirectory();
        await using var server = await ServerProcess.StartLimitedAsync(data.Path, SoftFileLimit);
        await using var client = Clients.Connect(server);
        await client.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        var table = await client.OpenTableAsync("default", "t");
        await PutAsync(table);
        using var http = new HttpClient();

        // A call is counted when it has ended, and a group when the index has it: both after the client has its reply.
        var before = await ScrapeAsync(http, server, lines => PutsOf(lines) >= Puts);
        await PutAsync(table);
        var after = await ScrapeAsync(
            http, server, lines => PutsOf(lines) >= PutsOf(before) + Puts && AppliesOf(lines) > AppliesOf(before));

        RequireDocumentedTypes(after);
        foreach (var counter in new[]
        {
            "tableservice_storage_appended_size_bytes_total",
            "tableservice_storage_batch_size_count",
        })
        {
            Assert.True(after[counter] > before[counter], $"{counter} stays {before[counter]}");
        }

        Assert.True(Syncs(after) > Syncs(before));
        Assert.Equal(1, after["tableservice_storage_table_ranges", "stream=1024;"]);

        // The runtime raises the soft limit to the hard one, so that nobody needs to.
        var (soft, hard) = FileLimits(server.Id);
        Assert.Equal(hard, soft);
        Assert.NotEqual(SoftFileLimit, soft);
        Assert.Equal(hard, after["tableservice_storage_files_limit"]);
    }

    private static async Task PutAsync(ITable table)
    {
        for (var i = 0; i < Puts; i++)
        {
            await table.PutAsync("k"u8.ToArray(), "v"u8.ToArray());
        }
    }

    private static async Task<MetricLines> ScrapeAsync(
        HttpClient http, ServerProcess server, Func<MetricLines, bool> isDone)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var lines = MetricLines.Parse(await http.GetStringAsync(server.Metrics, patience.Token));
            if (isDone(lines))
            {
                return lines;
            }
        }
    }

    private static double PutsOf(MetricLines lines) => lines.Values.GetValueOrDefault((
        "tableservice_gateway_request_duration_seconds_count", "method=tableservice.v1.Tables/Put;status=OK;"));

    // There is none before the first.
    private static double AppliesOf(MetricLines lines) =>
        lines.Values.GetValueOrDefault(("tableservice_storage_apply_duration_seconds_count", ""));

    private static double Syncs(MetricLines lines) =>
        lines["tableservice_storage_sync_duration_seconds_count", "file=log;"];

    // Every family of this project is in the table of docs/operations.md, with its kind.
    private static void RequireDocumentedTypes(MetricLines lines)
    {
        var documented = File.ReadLines(Path.Combine(Repository.Root, "docs", "operations.md"))
            .Where(line => line.StartsWith("| `tableservice.", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(
                cells => (Name: cells[1].Trim('`').Replace('.', '_'), Kind: cells[2] == "updown" ? "gauge" : cells[2]))
            .ToList();
        var families = lines.Types
            .Where(family => family.Key.StartsWith("tableservice_", StringComparison.Ordinal))
            .ToList();
        Assert.True(families.Count > 30, $"There are {families.Count} families only.");
        foreach (var (family, type) in families)
        {
            var best = documented.Where(row => family.StartsWith(row.Name, StringComparison.Ordinal))
                .OrderByDescending(row => row.Name.Length).FirstOrDefault();
            Assert.True(best.Kind == type, $"{family} is a {type}, documented as {best}");
            Assert.NotEmpty(lines.Helps[family]);
        }
    }

    private static (double Soft, double Hard) FileLimits(int processId)
    {
        var line = File.ReadLines($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/limits")
            .First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (
            double.Parse(cells[3], CultureInfo.InvariantCulture), double.Parse(cells[4], CultureInfo.InvariantCulture));
    }
}
