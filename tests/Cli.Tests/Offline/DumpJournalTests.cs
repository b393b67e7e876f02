using System.Text.Json;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests.Offline;

public sealed class DumpJournalTests
{
    private readonly CliHost _cli = new(new InMemoryTableService());

    [Fact]
    public async Task Dump_OfAllRanges_PrintsEveryChangeInOrder()
    {
        using var data = await OfflineData.MakeAsync();
        var lines = (await _cli.PassAsync("journal", "dump", "--data-dir", data.Path)).TrimEnd().Split('\n');

        Assert.Equal(
            ["key", "hello", "order / 1", "order / 2", "hello", @"n / \x00\xff\n"],
            lines.Select(line => line[73..].Trim()));
        Assert.Equal(
            ["lsn", "1", "2", "2", "3", "1"],
            lines.Select(line => line[11..22].Trim()));
    }

    [Fact]
    public async Task Dump_AsJson_PrintsRecordsWithTheirValues()
    {
        using var data = await OfflineData.MakeAsync();
        var output = await _cli.PassAsync(
            "journal", "dump", "--data-dir", data.Path, "--range", "1024/1024", "--from", "2", "--to", "2", "--json",
            "--values");

        var record = JsonDocument.Parse(output).RootElement;
        Assert.Equal("1024/1024", record.GetProperty("range").GetString());
        Assert.Equal(2, record.GetProperty("lsn").GetInt64());
        Assert.True(record.GetProperty("proved").GetBoolean());
        Assert.Equal("order", record.GetProperty("pKey").GetString());
        Assert.Equal(
            ["book", "pen"],
            record.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("value").GetString()!));
    }

    [Fact]
    public async Task Dump_WithALimit_EndsThere()
    {
        using var data = await OfflineData.MakeAsync();
        var output = await _cli.PassAsync("journal", "dump", "--data-dir", data.Path, "--limit", "3", "--json");

        Assert.Equal(3, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Dump_WhileAServerRuns_IsRefused()
    {
        using var data = await OfflineData.MakeAsync();
        await using (var engine = data.OpenEngine())
        {
            await engine.StartAsync(default);
            var run = await _cli.RunAsync("journal", "dump", "--data-dir", data.Path);
            Assert.Equal((1, ""), (run.Code, run.Output));
            Assert.Contains("in use by another process", run.Error, StringComparison.Ordinal);
        }

        await _cli.PassAsync("journal", "dump", "--data-dir", data.Path);
    }

    [Fact]
    public async Task Dump_OfADirectoryThatIsNone_SaysSo()
    {
        using var data = new OfflineData();
        var foreign = await _cli.RunAsync("journal", "dump", "--data-dir", data.Path);
        Assert.Equal(1, foreign.Code);
        Assert.Contains("is not a data directory", foreign.Error, StringComparison.Ordinal);
        var absent = await _cli.RunAsync("journal", "dump", "--data-dir", Path.Combine(data.Path, "absent"));
        Assert.Equal(1, absent.Code);
        Assert.Contains("There is no directory", absent.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(data.Path));
    }

    [Theory]
    [InlineData(1, "--range", "1024/9")]
    [InlineData(2, "--range", "1024-1024")]
    [InlineData(2, "--from", "0")]
    public async Task Dump_OfWhatIsNotThere_IsOneSentence(int code, string option, string value)
    {
        using var data = await OfflineData.MakeAsync();
        var run = await _cli.RunAsync("journal", "dump", "--data-dir", data.Path, option, value);

        Assert.Equal((code, ""), (run.Code, run.Output));
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
