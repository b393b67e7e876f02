using System.Text.Json;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests.Backups;

public sealed class BackupCommandTests : IDisposable
{
    private readonly ChunkService _service = new();
    private readonly CliHost _cli;
    private readonly string _root = Directory.CreateTempSubdirectory("tableservice-").FullName;

    public BackupCommandTests()
    {
        _cli = new CliHost(_service);
        _service.Chunks.Add(Chunk(7, 2, isLast: false, [1, 2, 3]));
        _service.Chunks.Add(Chunk(7, 0, isLast: true, []));
        _service.Chunks.Add(Chunk(9, 1, isLast: true, [4]));
    }

    private string Target => Path.Combine(_root, "b");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Create_ThenRestore_WritesTheSameChunksIntoATableOfTheSameConfiguration()
    {
        await _cli.PassAsync("stream", "create", "--stream", "t", "--ranges", "2", "--key-type", "raw");
        var printed = await _cli.PassAsync("backup", "create", "--out", Target, "--json");
        var created = JsonDocument.Parse(printed).RootElement;
        Assert.Equal(3, created.GetProperty("entries").GetInt64());
        Assert.Equal(2, created.GetProperty("ranges").GetInt64());
        Assert.Contains(
            "No damage in 1 streams.",
            await _cli.PassAsync("backup", "verify", "--from", Target),
            StringComparison.Ordinal);

        await _cli.PassAsync("backup", "restore", "--from", Target, "-t", "t", "--as", "u");
        var info = JsonDocument.Parse(await _cli.PassAsync("stream", "get", "--stream", "u", "--json")).RootElement;
        Assert.Equal(
            ("raw", 2), (info.GetProperty("keyType").GetString(), info.GetProperty("initialRanges").GetInt32()));
        Assert.Equal([(9L, 2), (9L, 1)], _service.Imported.Select(import => (import.Floor, import.Chunk.Count)));
        Assert.Equal(
            _service.Chunks.Where(chunk => chunk.Count > 0).Select(chunk => Convert.ToHexString(chunk.Entries.Span)),
            _service.Imported.Select(import => Convert.ToHexString(import.Chunk.Entries.Span)));
        Assert.All(_service.Imported, import => Assert.Equal(_service.Chunks[0].Interval, import.Chunk.Interval));
    }

    [Fact]
    public async Task Verify_WithAnyByteOfAnyFileFlippedOrCutOff_Refuses()
    {
        await _cli.PassAsync("stream", "create", "--stream", "t");
        await _cli.PassAsync("backup", "create", "--out", Target);
        foreach (var path in Directory.GetFiles(Target))
        {
            var bytes = await File.ReadAllBytesAsync(path);
            for (var offset = 0; offset < bytes.Length; offset++)
            {
                // Six bytes of the header mean nothing yet, but its digest begins the chain.
                var damaged = bytes.ToArray();
                damaged[offset] ^= 4;
                await File.WriteAllBytesAsync(path, damaged);
                await RequireRefusalAsync(path);
                await File.WriteAllBytesAsync(path, bytes[..offset]);
                await RequireRefusalAsync(path);
            }

            await File.WriteAllBytesAsync(path, bytes);
        }

        await _cli.PassAsync("backup", "verify", "--from", Target);
    }

    [Fact]
    public async Task Restore_OfADamagedBackup_TouchesNothing()
    {
        await _cli.PassAsync("stream", "create", "--stream", "t");
        await _cli.PassAsync("backup", "create", "--out", Target);
        var path = Path.Combine(Target, "000001.data");
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^50] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        var run = await _cli.RunAsync("backup", "restore", "--from", Target, "--overwrite");
        Assert.Equal(1, run.Code);
        Assert.Contains("is damaged at byte", run.Error, StringComparison.Ordinal);
        Assert.Empty(_service.Imported);
        await _cli.PassAsync("stream", "get", "--stream", "t");
    }

    [Fact]
    public async Task Restore_OverATable_IsRefusedUnlessToldTo()
    {
        await _cli.PassAsync("stream", "create", "--stream", "t");
        await _cli.PassAsync("backup", "create", "--out", Target);
        var refused = await _cli.RunAsync("backup", "restore", "--from", Target);
        Assert.Equal((1, ""), (refused.Code, refused.Output));
        Assert.Contains("'t' is there already", refused.Error, StringComparison.Ordinal);
        Assert.Empty(_service.Imported);
        await _cli.PassAsync("backup", "restore", "--from", Target, "--overwrite");
        Assert.Equal(2, _service.Imported.Count);
    }

    [Fact]
    public async Task Restore_WhenTheServersQueueIsFull_TriesAgain()
    {
        await _cli.PassAsync("stream", "create", "--stream", "t");
        await _cli.PassAsync("backup", "create", "--out", Target);
        _service.ImportRefusals = 2;
        await _cli.PassAsync("backup", "restore", "--from", Target, "--overwrite");

        Assert.Equal([1, 2], _service.Imported.Select(import => import.Chunk.Count).Order());
    }

    [Fact]
    public async Task Create_WhenTheServerFails_LeavesNoBackup()
    {
        await _cli.PassAsync("stream", "create", "--stream", "t");
        _service.ExportFails = Faults.Unavailable("The server is stopping.").ToException();
        Assert.Equal(3, (await _cli.RunAsync("backup", "create", "--out", Target)).Code);
        var verify = await _cli.RunAsync("backup", "verify", "--from", Target);
        Assert.Equal(1, verify.Code);
        Assert.Contains("holds no complete backup", verify.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "backup", "restore", "--from", "absent", "--as", "u")]
    [InlineData(1, "backup", "restore", "--from", "absent")]
    [InlineData(1, "backup", "verify", "--from", "absent")]
    [InlineData(1, "backup", "create", "--out", "/proc/none")]
    [InlineData(1, "backup", "create", "--out", "/etc/hostname")]
    [InlineData(1, "backup", "verify", "--from", "/etc/hostname")]
    [InlineData(2, "backup", "create", "--out", "")]
    [InlineData(2, "backup", "verify", "--from", "")]
    [InlineData(2, "backup", "restore", "--from", "")]
    public async Task Backup_OfWhatCannotBe_IsOneSentence(int code, params string[] arguments)
    {
        if (arguments is [.., "--as", _])
        {
            await _cli.PassAsync("backup", "create", "--out", Path.Combine(_root, "absent"));
            arguments[3] = Path.Combine(_root, "absent");
        }

        var run = await _cli.RunAsync(arguments);
        Assert.Equal((code, ""), (run.Code, run.Output));
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Create_OverOneThatWasCutShort_SaysThatItWas()
    {
        await _cli.PassAsync("stream", "create", "--stream", "t");
        _service.ExportFails = Faults.Unavailable("The server is stopping.").ToException();
        await _cli.RunAsync("backup", "create", "--out", Target);
        var again = await _cli.RunAsync("backup", "create", "--out", Target);
        Assert.Equal(1, again.Code);
        Assert.Contains("holds a backup that was cut short: give a new one", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_OverATableThatIsMadeMeanwhile_LeavesItAlone()
    {
        foreach (var table in (string[])["a", "t"])
        {
            await _cli.PassAsync("stream", "create", "--stream", table);
        }

        await _cli.PassAsync("backup", "create", "--out", Target);
        foreach (var table in (string[])["a", "t"])
        {
            await _cli.PassAsync("stream", "delete", "--stream", table);
        }

        StreamInfo? others = null;
        _service.WhenImported = async () =>
            others = await _service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        var refused = await _cli.RunAsync("backup", "restore", "--from", Target);

        Assert.Equal(1, refused.Code);
        Assert.Contains("'t' is there already", refused.Error, StringComparison.Ordinal);
        Assert.All(_service.Imported, import => Assert.Equal("a", import.Name));
        Assert.Equal(others, await _service.Admin.GetStreamAsync("default", "t"));
    }

    [Fact]
    public async Task Create_OfAServiceWithoutBackups_SaysSo()
    {
        var cli = new CliHost(new InMemoryTableService());
        await cli.PassAsync("stream", "create", "--stream", "t");
        var run = await cli.RunAsync("backup", "create", "--out", Target);
        Assert.Equal((1, "This service makes no backups.\n"), (run.Code, run.Error));
    }

    private async Task RequireRefusalAsync(string path)
    {
        var run = await _cli.RunAsync("backup", "verify", "--from", Target);
        Assert.Equal(1, run.Code);
        Assert.Contains(path, run.Error, StringComparison.Ordinal);
    }

    private static BackupChunk Chunk(long revision, int count, bool isLast, byte[] entries) => new()
    {
        Interval = new KeyInterval(new byte[] { 5 }, [9, 0]),
        Revision = revision,
        Count = count,
        IsLast = isLast,
        Entries = entries,
    };
}
