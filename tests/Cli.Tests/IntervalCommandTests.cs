using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests;

public sealed class IntervalCommandTests : IAsyncLifetime
{
    private readonly CliHost _cli = new(new InMemoryTableService(limits: new TableLimits { PageSizeMaxBytes = 8 }));

    public async Task InitializeAsync()
    {
        await _cli.PassAsync("stream", "create", "--stream", "t");
        foreach (var key in (string[])["a1", "a2", "b1", "b2", "c1"])
        {
            await _cli.PassAsync("table", "put", "-t", "t", "-p", "p", "-k", key, "-v", "v" + key);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("a1 = va1|a2 = va2|b1 = vb1|b2 = vb2|c1 = vc1")]
    [InlineData("a2 = va2|b1 = vb1", "--start", "a2", "--end", "b2")]
    [InlineData("b1 = vb1|b2 = vb2", "--prefix", "b")]
    [InlineData("c1 = vc1|b2 = vb2|b1 = vb1", "--reverse", "--limit", "3")]
    [InlineData("a1|a2|b1|b2", "--keys-only", "--limit", "4")]
    [InlineData("3", "--count-only", "--start", "b")]
    [InlineData("", "--prefix", "z")]
    [InlineData("6131 = 766131", "--hex", "-p", "70", "--end", "6132")]
    public async Task Range_WhenThereAreManyPages_PrintsExactlyWhatIsAskedFor(string expected, params string[] options)
    {
        var pKey = options.Contains("-p") ? options : ["-p", "p", .. options];

        var output = await _cli.PassAsync(["table", "range", "-t", "t", .. pKey]);

        Assert.Equal(expected, output.TrimEnd('\n').Replace('\n', '|'));
    }

    [Fact]
    public async Task Range_WhenAnEntryHasManyLines_PrintsItOnOne()
    {
        await _cli.PassAsync("table", "put", "-t", "t", "-p", "q", "-k", "a\nb = c", "-v", "1\r\n2");

        Assert.Equal(@"a\nb = c = 1\r\n2" + "\n", await _cli.PassAsync("table", "range", "-t", "t", "-p", "q"));
    }

    [Fact]
    public async Task Range_WhenJsonIsAsked_PrintsAnObjectPerLine() => Assert.Equal(
        """{"key":"c1","value":"vc1","version":0,"createRevision":5,"modRevision":5}""" + "\n",
        await _cli.PassAsync("table", "range", "-t", "t", "-p", "p", "--start", "c", "--json"));

    [Fact]
    public async Task Range_WhenPrefixAndStartAreGiven_IsAUsageError()
    {
        var run = await _cli.RunAsync("table", "range", "-t", "t", "-p", "p", "--prefix", "a", "--start", "b");

        Assert.Equal((2, "Give --prefix, or --start and --end, not both.\n"), (run.Code, run.Error));
    }

    [Fact]
    public async Task DeleteRange_WhenAPrefixIsGiven_DeletesThose()
    {
        Assert.Equal(
            "a1 = va1\na2 = va2\nSuccessfully deleted 2 keys.\n",
            await _cli.PassAsync("table", "delete-range", "-t", "t", "-p", "p", "--prefix", "a", "--prev"));
        Assert.Equal(
            "Successfully deleted 1 keys; more are left.\n",
            await _cli.PassAsync("table", "delete-range", "-t", "t", "-p", "p", "--limit", "1"));
        Assert.Equal("2\n", await _cli.PassAsync("table", "range", "-t", "t", "-p", "p", "--count-only"));
    }
}
