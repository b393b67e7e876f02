using System.Text.Json;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests.Offline;

public sealed class CheckpointCommandTests
{
    private readonly CliHost _cli = new(new InMemoryTableService());

    [Fact]
    public async Task List_OfTwoCheckpoints_HasTheNewestFirst()
    {
        using var data = await MakeAsync();
        var lines = (await _cli.PassAsync("checkpoint", "list", "--data-dir", data.Path)).TrimEnd().Split('\n');
        Assert.Equal(["range", "1024/1024", "1024/1024"], lines.Select(line => line.Split("  ")[0]));
        Assert.EndsWith("complete", lines[1], StringComparison.Ordinal);

        var output = await _cli.PassAsync("checkpoint", "list", "--data-dir", data.Path, "--json");
        var found = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([5, 4], found.Select(checkpoint => checkpoint.GetProperty("lsn").GetInt64()));
        Assert.All(found, checkpoint => Assert.Equal(JsonValueKind.Null, checkpoint.GetProperty("problem").ValueKind));
        Assert.Equal(
            "", await _cli.PassAsync("checkpoint", "list", "--data-dir", data.Path, "--range", "1024/9", "--json"));
    }

    [Fact]
    public async Task Verify_WhenAByteIsWrong_SaysWhereAndChangesNothing()
    {
        using var data = await MakeAsync();
        await _cli.PassAsync("checkpoint", "verify", "--data-dir", data.Path);
        var file = Directory.GetFiles(Path.Combine(data.Path, "checkpoints"), "*", SearchOption.AllDirectories)
            .First(path => path.Contains("/files/", StringComparison.Ordinal));
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var before = Snapshot(data.Path);

        var run = await _cli.RunAsync("checkpoint", "verify", "--data-dir", data.Path);
        Assert.Equal(1, run.Code);
        Assert.Contains(Path.GetFileName(file), run.Output, StringComparison.Ordinal);
        Assert.Contains("damaged", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, Snapshot(data.Path));
    }

    [Fact]
    public async Task Restore_OfARangeWithoutAnIndex_MakesOneThatTheServerUses()
    {
        using var data = await MakeAsync();
        var index = Path.Combine(data.Path, "index", "1024", "1024");
        var refused = await _cli.RunAsync("checkpoint", "restore", "--data-dir", data.Path, "--range", "1024/1024");
        Assert.Equal(1, refused.Code);
        Assert.Contains("has an index", refused.Error, StringComparison.Ordinal);
        Directory.Delete(index, recursive: true);

        await _cli.PassAsync("checkpoint", "restore", "--data-dir", data.Path, "--range", "1024/1024", "--lsn", "4");
        Assert.True(Directory.Exists(index));
        await _cli.PassAsync("checkpoint", "restore", "--data-dir", data.Path, "--range", "1024/1024", "--replace");
        await using var engine = data.OpenEngine();
        var range = await engine.OpenRangeAsync(OfflineData.First, default);
        await OfflineData.CommitAsync(range, "hello", OfflineData.Put("more", "1"));
        Assert.Equal(6, range.GetInfo().Revision);
    }

    [Fact]
    public async Task Restore_WhenItCannotBeDone_IsOneSentence()
    {
        using var data = await MakeAsync();
        var several = await _cli.RunAsync("checkpoint", "restore", "--data-dir", data.Path);
        Assert.Equal(2, several.Code);
        var absent = await _cli.RunAsync("checkpoint", "restore", "--data-dir", data.Path, "--range", "1024/1025");
        Assert.Equal(1, absent.Code);
        await using var engine = data.OpenEngine();
        await engine.StartAsync(default);
        var busy = await _cli.RunAsync("checkpoint", "restore", "--data-dir", data.Path, "--range", "1024/1024");
        Assert.Equal(1, busy.Code);
        Assert.Contains("in use by another process", busy.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "is no place for checkpoints", "--checkpoint-store", "checkpoints")]
    [InlineData(2, "is no place for checkpoints", "--checkpoint-store", "")]
    [InlineData(2, "is no place for checkpoints", "--checkpoint-store", "s3://")]
    [InlineData(2, "is no place for checkpoints", "--checkpoint-store", "gs://bucket/x")]
    [InlineData(2, "is no address", "--checkpoint-store", "s3://bucket/x", "--s3-endpoint", "nope")]
    [InlineData(2, "is no address", "--checkpoint-store", "s3://bucket/x", "--s3-endpoint", "ftp://a")]
    [InlineData(2, "--checkpoint-store", "--s3-endpoint", "http://127.0.0.1:9000")]
    [InlineData(2, "--checkpoint-store", "--s3-region", "eu-central-1")]
    [InlineData(2, "give one of both", "--checkpoint-store", "s3://bucket/x", "--checkpoint-dir", "y")]
    [InlineData(2, "is empty", "--checkpoint-dir", "")]
    [InlineData(1, "There is no directory", "--checkpoint-dir", "/proc/none")]
    [InlineData(1, "There is no directory", "--checkpoint-dir", "/etc/hostname")]
    [InlineData(1, "Range 9/9 has no checkpoint.", "--range", "9/9")]
    public async Task Verify_OfAStoreThatIsNone_IsOneSentence(int code, string said, params string[] options)
    {
        using var data = await OfflineData.MakeAsync();
        var run = await _cli.RunAsync(["checkpoint", "verify", "--data-dir", data.Path, .. options]);
        Assert.Equal((code, ""), (run.Code, run.Output));
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<OfflineData> MakeAsync()
    {
        var data = await OfflineData.MakeAsync();
        await using var engine = data.OpenEngine();
        var range = await engine.OpenRangeAsync(OfflineData.First, default);
        await OfflineData.CommitAsync(range, "hello", OfflineData.Put("a", "1"));
        await range.CheckpointAsync(default);
        await OfflineData.CommitAsync(range, "hello", OfflineData.Put("a", "2"));
        await range.CheckpointAsync(default);
        return data;
    }

    private static List<string> Snapshot(string directory) =>
        [.. Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
