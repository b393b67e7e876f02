using System.Text.Json;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests.Offline;

public sealed class VerifyJournalTests
{
    private readonly CliHost _cli = new(new InMemoryTableService());

    [Fact]
    public async Task Verify_OfAnIntactDirectory_SaysSoAndCounts()
    {
        using var data = await OfflineData.MakeAsync();
        var text = await _cli.PassAsync("journal", "verify", "--data-dir", data.Path);
        var json = JsonDocument.Parse(await _cli.PassAsync("journal", "verify", "--data-dir", data.Path, "--json"));

        Assert.StartsWith("No damage.\n", text, StringComparison.Ordinal);
        Assert.Equal(0, json.RootElement.GetProperty("damages").GetInt32());
        Assert.Equal(2, json.RootElement.GetProperty("ranges").GetInt32());
        Assert.Equal(4, json.RootElement.GetProperty("logRecords").GetInt32());
    }

    [Fact]
    public async Task Verify_OfADamagedLog_NamesFileAndByteAndEndsWithOne()
    {
        using var data = await OfflineData.MakeAsync();
        var log = Directory.GetFiles(Path.Combine(data.Path, "log"), "*.log").Order().First();
        await FlipAsync(log, 4096 + 20);

        var run = await _cli.RunAsync("journal", "verify", "--data-dir", data.Path);
        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.StartsWith(
            $"{log} byte 4096: a frame that was durable is damaged\n1 damage.\n", run.Output, StringComparison.Ordinal);
        var json = await _cli.RunAsync("journal", "verify", "--data-dir", data.Path, "--json");
        var damage = JsonDocument.Parse(json.Output.Split('\n')[0]).RootElement;
        Assert.Equal((log, 4096), (damage.GetProperty("file").GetString(), damage.GetProperty("offset").GetInt64()));
        Assert.False(damage.GetProperty("redundant").GetBoolean());

        var dump = await _cli.RunAsync("journal", "dump", "--data-dir", data.Path);
        Assert.Equal(1, dump.Code);
        Assert.Contains($"{log} at byte 4096", dump.Error, StringComparison.Ordinal);
    }

    private static async Task FlipAsync(string path, int offset)
    {
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[offset] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
    }
}
