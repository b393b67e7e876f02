using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests;

public sealed class AdminCommandTests
{
    private readonly CliHost _cli = new(new InMemoryTableService());

    [Fact]
    public async Task StreamCreate_WhenTheNameIsFree_SaysSoWithItsProperties()
    {
        var output = await _cli.PassAsync(
            "-s", "127.0.0.1:4181", "stream", "create", "--stream", "s", "--ranges", "4", "--key-type", "raw");

        Assert.StartsWith("Successfully created stream 's':\n", output, StringComparison.Ordinal);
        Assert.Contains("  id: 1024\n", output, StringComparison.Ordinal);
        Assert.Contains("  key type: raw\n", output, StringComparison.Ordinal);
        Assert.Contains("  initial ranges: 4\n", output, StringComparison.Ordinal);
        var again = await _cli.PassAsync("stream", "get", "--stream", "s");
        Assert.StartsWith("Stream 's':\n", again, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1h, at most 256MiB in each range", 3_600_000, 256 << 20)]
    [InlineData(
        "1d, at most 1GiB in each range", 86_400_000, 1 << 30, "--retention-time", "24h", "--retention-size", "1GiB")]
    [InlineData("90m", 5_400_000, null, "--retention-time", "90m")]
    [InlineData("1500B in each range", null, 1500, "--retention-size", "1500b")]
    [InlineData("0ms", 0, null, "--retention-time", "0s", "--retention-size", "unlimited")]
    [InlineData("forever", null, null, "--retention-time", "forever")]
    public async Task StreamCreate_WithARetention_ShowsIt(
        string text, int? timeMs, int? sizeBytes, params string[] options)
    {
        var output = await _cli.PassAsync(["stream", "create", "--stream", "s", .. options]);
        var json = await _cli.PassAsync("stream", "get", "--stream", "s", "--json");

        Assert.Contains($"  history kept: {text}\n", output, StringComparison.Ordinal);
        var read = System.Text.Json.JsonDocument.Parse(json).RootElement;
        Assert.Equal(timeMs, read.TryGetProperty("retentionTimeMs", out var time) ? time.GetInt32() : null);
        Assert.Equal(sizeBytes, read.TryGetProperty("retentionSizeBytes", out var size) ? size.GetInt32() : null);
    }

    [Fact]
    public async Task StreamCreate_WhenTheNameIsTaken_SaysSoAndExitsWithOne()
    {
        await _cli.PassAsync("stream", "create", "--stream", "s");

        var run = await _cli.RunAsync("stream", "create", "--stream", "s");

        Assert.Equal((1, "", "Stream 's' already exists.\n"), (run.Code, run.Output, run.Error));
    }

    [Fact]
    public async Task StreamCommands_WhenANamespaceIsGiven_WorkInIt()
    {
        Assert.StartsWith(
            "Successfully created namespace 'shop':\n",
            await _cli.PassAsync("namespace", "create", "shop"),
            StringComparison.Ordinal);
        await _cli.PassAsync("-n", "shop", "stream", "create", "--stream", "orders");
        await _cli.PassAsync("stream", "create", "--stream", "bills", "-n", "shop", "--storage-type", "stream");

        var list = await _cli.PassAsync("-n", "shop", "stream", "list");

        Assert.Equal(["name", "bills", "orders"], list.Split('\n')[..3].Select(line => line.Split(' ')[0]));
        Assert.Equal("default\nshop\n", await _cli.PassAsync("namespace", "list"));
        var full = await _cli.RunAsync("namespace", "delete", "shop");
        Assert.Equal((1, "Namespace 'shop' still has streams: delete them first.\n"), (full.Code, full.Error));
        await _cli.PassAsync("-n", "shop", "stream", "delete", "--stream", "orders");
        await _cli.PassAsync("-n", "shop", "stream", "delete", "--stream", "bills");
        Assert.Equal(
            "Successfully deleted namespace 'shop'.\n",
            await _cli.PassAsync("-n", "shop", "namespace", "delete"));
        Assert.Equal(1, (await _cli.RunAsync("namespace", "get", "shop")).Code);
    }

    [Fact]
    public async Task StreamRanges_WhenThereAreSome_ShowsTheirBounds()
    {
        await _cli.PassAsync("stream", "create", "--stream", "s", "--ranges", "2");

        var output = await _cli.PassAsync("stream", "ranges", "--stream", "s");
        var json = await _cli.PassAsync("stream", "ranges", "--stream", "s", "--json");

        Assert.Equal(3, output.TrimEnd().Split('\n').Length);
        Assert.Contains("1024/1024  -", output, StringComparison.Ordinal);
        Assert.Contains("8000000000000000  -", output, StringComparison.Ordinal);
        Assert.StartsWith(
            """{"range":"1024/1024","startHex":"","endHex":"8000000000000000","state":"active",""",
            json,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stream", "create", "--stream", "s", "--ranges", "0")]
    [InlineData("stream", "create", "--stream", "s", "--ranges", "many")]
    [InlineData("stream", "create", "--stream", "s", "--key-type", "cooked")]
    [InlineData("stream", "create", "--stream", "s", "--retention-time", "24")]
    [InlineData("stream", "create", "--stream", "s", "--retention-size", "-1GiB")]
    [InlineData("stream", "create", "--stream", "s", "--retention-size", "9223372036854775807TiB")]
    [InlineData("stream", "create")]
    [InlineData("stream")]
    [InlineData("strem", "create")]
    [InlineData("table", "get", "-t", "t")]
    [InlineData("table", "get", "-t", "t", "-k", "k", "--wach")]
    [InlineData("table", "incr", "-t", "t", "-k", "k", "-a", "9223372036854775808")]
    [InlineData("namespace", "create")]
    [InlineData("completion", "fish")]
    public async Task AnyCommand_WhenTheCommandLineIsWrong_SaysSoInALineAndExitsWithTwo(params string[] arguments)
    {
        var run = await _cli.RunAsync(arguments);

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.NotEqual("", run.Error.Trim());
    }

    [Fact]
    public async Task AnyCommand_WhenTheServerIsAway_ExitsWithThree()
    {
        var away = new CliHost(new AwayService());

        var run = await away.RunAsync("stream", "create", "--stream", "s");

        Assert.Equal((3, "", "There is no server.\n"), (run.Code, run.Output, run.Error));
    }

    [Fact]
    public async Task AnyCommand_WhenSomethingUnforeseenHappens_SaysSoInALine()
    {
        var broken = new CliHost(new BrokenService());

        var run = await broken.RunAsync("stream", "list");

        Assert.Equal(
            (70, "", "A defect of this tool: InvalidOperationException: It broke.\n"),
            (run.Code, run.Output, run.Error));
    }

    private sealed class BrokenService : ITableService
    {
        public ITableAdmin Admin => throw new InvalidOperationException("It broke.");

        public ValueTask<ITable> OpenTableAsync(
            string namespaceName,
            string tableName,
            CancellationToken cancellationToken) => throw new InvalidOperationException("It broke.");
    }

    private sealed class AwayService : ITableService
    {
        public ITableAdmin Admin => throw Faults.Unavailable("There is no server.").ToException();

        public ValueTask<ITable> OpenTableAsync(
            string namespaceName,
            string tableName,
            CancellationToken cancellationToken) =>
            throw Faults.Unavailable("There is no server.").ToException();
    }
}
