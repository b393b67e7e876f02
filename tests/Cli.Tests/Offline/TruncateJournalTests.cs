using System.Text.Json;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests.Offline;

public sealed class TruncateJournalTests
{
    private readonly CliHost _cli = new(new InMemoryTableService());

    [Fact]
    public async Task Truncate_WithoutYes_SaysWhatWouldBeLostAndChangesNothing()
    {
        using var data = await OfflineData.MakeAsync();
        var before = await ReadAsync(data.Path);
        var text = await _cli.PassAsync(
            "journal", "truncate", "--data-dir", data.Path, "--range", "1024/1024", "--after", "1");

        Assert.Equal(
            "range 1024/1024 would lose what lies behind Lsn 1, up to Lsn 3\n"
            + "Nothing was changed: give --yes to do it.\n",
            text);
        Assert.Equal(before, await ReadAsync(data.Path));
    }

    [Fact]
    public async Task Truncate_WithYes_CutsKeepsWhatItTookAwayAndIsDoneOnce()
    {
        using var data = await OfflineData.MakeAsync();
        string[] command =
            ["journal", "truncate", "--data-dir", data.Path, "--range", "1024/1024", "--after", "1", "--yes"];
        var done = JsonDocument.Parse(await _cli.PassAsync([.. command, "--json"])).RootElement;
        Assert.Equal((1, 3), (done.GetProperty("lastLsn").GetInt64(), done.GetProperty("foundLsn").GetInt64()));
        Assert.True(done.GetProperty("done").GetBoolean());
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(data.Path, "truncated-1.bak", "log")));

        Assert.StartsWith(
            "No damage.", await _cli.PassAsync("journal", "verify", "--data-dir", data.Path), StringComparison.Ordinal);
        Assert.Equal("Nothing lies behind this point.\n", await _cli.PassAsync(command));
        await using var engine = data.OpenEngine();
        var range = await engine.OpenRangeAsync(OfflineData.First, default);
        await OfflineData.CommitAsync(range, "hello", OfflineData.Put("again", "1"));
        Assert.Equal(2, range.GetInfo().Revision);
        Assert.Equal(1, (await engine.OpenRangeAsync(OfflineData.Second, default)).GetInfo().Revision);
    }

    [Theory]
    [InlineData(2, "Give one --range")]
    [InlineData(2, "Give one --range", "--range", "1024/1024")]
    [InlineData(2, "Give one --range", "--after", "1")]
    [InlineData(2, "Give one --range", "--range", "1024/1024", "--range", "1024/1025", "--after", "1")]
    [InlineData(2, "Give one --range", "--range", "1024/1024", "--after", "1", "--log-file", "1", "--offset", "4096")]
    [InlineData(2, "is not a whole number", "--range", "1024/1024", "--after", "-1")]
    [InlineData(2, "is not a whole number", "--log-file", "0", "--offset", "4096")]
    [InlineData(1, "it cannot be cut behind 4", "--range", "1024/1024", "--after", "4")]
    [InlineData(1, "no journal of range 9/9", "--range", "9/9", "--after", "1")]
    [InlineData(1, "no frame at byte 5", "--log-file", "1", "--offset", "5")]
    [InlineData(1, "no frame at byte 4096", "--log-file", "99", "--offset", "4096")]
    [InlineData(1, "no frame at byte 1099511627776", "--log-file", "1", "--offset", "1099511627776")]
    [InlineData(1, "Nothing of the commit log would be left.", "--log-file", "1", "--offset", "0")]
    public async Task Truncate_AtAPointThatIsNone_IsOneSentence(int code, string said, params string[] options)
    {
        using var data = await OfflineData.MakeAsync();
        var before = await ReadAsync(data.Path);
        var run = await _cli.RunAsync(["journal", "truncate", "--yes", "--data-dir", data.Path, .. options]);

        Assert.Equal((code, ""), (run.Code, run.Output));
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(before, await ReadAsync(data.Path));
    }

    private static async Task<List<string>> ReadAsync(string directory)
    {
        var files = new List<string>();
        var paths = Directory.GetFiles(directory, "*", SearchOption.AllDirectories);
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            var hash = System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(path));
            files.Add($"{path} {Convert.ToHexString(hash)}");
        }

        return files;
    }
}
