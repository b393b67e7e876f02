namespace Orleans.TableService.Cli.Tests.Backups;

/// <summary>What the command says is done is there after a power cut: names, too.</summary>
public sealed class BackupDurabilityTests : IDisposable
{
    private readonly CliHost _cli = new(new ChunkService());
    private readonly List<(string Directory, string[] Names, string Printed)> _syncs = [];
    private readonly string _root = Directory.CreateTempSubdirectory("tableservice-").FullName;

    public BackupDurabilityTests() =>
        _cli.Syncs = (directory, printed) => _syncs.Add((
            directory,
            [.. Directory.GetFileSystemEntries(directory).Select(name => Path.GetFileName(name)!)],
            printed));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("a/b/c")]
    [InlineData("a/b/c/")]
    public async Task Create_InADirectoryThatIsMissing_SyncsEveryNameBeforeItSaysDone(string target)
    {
        await _cli.PassAsync("stream", "create", "--stream", "t");
        var output = await _cli.PassAsync("backup", "create", "--out", Path.Combine(_root, target));

        Assert.Contains("is complete", output, StringComparison.Ordinal);
        Assert.All(_syncs, sync => Assert.DoesNotContain("is complete", sync.Printed, StringComparison.Ordinal));
        Assert.Contains(_syncs, sync => sync.Directory == _root && sync.Names.Contains("a"));
        Assert.Contains(_syncs, sync => sync.Directory == Path.Combine(_root, "a") && sync.Names.Contains("b"));
        Assert.Contains(_syncs, sync => sync.Directory == Path.Combine(_root, "a", "b") && sync.Names.Contains("c"));
        var (last, names, _) = _syncs[^1];
        Assert.Equal(Path.Combine(_root, "a", "b", "c"), last);
        Assert.Equal(["000001.data", "manifest.json"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Create_InAnEmptyDirectory_SyncsItsNameToo()
    {
        var target = Directory.CreateDirectory(Path.Combine(_root, "made")).FullName;
        await _cli.PassAsync("backup", "create", "--out", target);

        Assert.Equal([_root, target], _syncs.Select(sync => sync.Directory));
    }

    [Fact]
    public async Task Create_InADirectoryOfAnother_NeedNotReadTheOneAbove()
    {
        var target = Directory.CreateDirectory(Path.Combine(_root, "made")).FullName;
        _cli.Syncs = (directory, _) =>
        {
            if (directory == _root)
            {
                throw new UnauthorizedAccessException("open of it failed.");
            }
        };

        await _cli.PassAsync("backup", "create", "--out", target);
    }

    [Theory]
    [InlineData("b")]
    [InlineData(".")]
    public async Task Create_WhenASyncFails_DoesNotSayDone(string failing)
    {
        const string Why = "fsync of the directory failed.";
        var at = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(_root, failing)));
        _cli.Syncs = (directory, _) =>
        {
            if (directory == at)
            {
                throw new IOException(Why);
            }
        };

        var run = await _cli.RunAsync("backup", "create", "--out", Path.Combine(_root, "b"));
        Assert.Equal((1, $"The backup cannot be read or written: {Why}\n"), (run.Code, run.Error));
        Assert.DoesNotContain("complete", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_BesideAFile_NamesTheDirectoryThatCannotBe()
    {
        await File.WriteAllTextAsync(Path.Combine(_root, "file"), "");
        var run = await _cli.RunAsync("backup", "create", "--out", Path.Combine(_root, "file", "b"));

        Assert.Equal(1, run.Code);
        Assert.Contains(Path.Combine(_root, "file"), run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }
}
