using System.IO.Pipelines;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests;

public sealed class WatchCommandTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly InMemoryTableService _tables = new();
    private readonly FlakyService _service;
    private readonly CancellationTokenSource _interruption = new();
    private readonly Pipe _pipe = new();
    private readonly StringWriter _error = new();
    private readonly CliHost _cli;
    private readonly StreamReader _lines;

    public WatchCommandTests()
    {
        _service = new FlakyService(_tables);
        _cli = new CliHost(_service);
        _lines = new StreamReader(_pipe.Reader.AsStream());
    }

    public Task InitializeAsync() => _cli.PassAsync("stream", "create", "--stream", "t");

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _interruption.Dispose();
        _lines.Dispose();
        _error.Dispose();
        _service.Dispose();
    }

    [Fact]
    public async Task GetWatch_WhenTheKeyChanges_PrintsTheStateAndThenEveryChangeUntilInterrupted()
    {
        var watch = Start("table", "get", "-t", "t", "-k", "c", "--watch");

        Assert.Equal("key 'c' doesn't exist.", await NextLineAsync());
        await _cli.PassAsync("table", "incr", "-t", "t", "-k", "c", "-a", "100");
        Assert.Equal("value = 100", await NextLineAsync());
        await _cli.PassAsync("table", "incr", "-t", "t", "-k", "c", "-a", "100");
        await _cli.PassAsync("table", "delete", "-t", "t", "-k", "c");
        Assert.Equal("value = 200", await NextLineAsync());
        Assert.Equal("key 'c' doesn't exist.", await NextLineAsync());
        Assert.Equal(0, await InterruptAsync(watch));
    }

    [Fact]
    public async Task GetWatch_WhenTheServerGoesAwayAndComesBack_MissesAndRepeatsNothing()
    {
        await _cli.PassAsync("table", "incr", "-t", "t", "-k", "c", "-a", "1");
        var watch = Start("table", "get", "-t", "t", "-k", "c", "--watch");
        Assert.Equal("value = 1", await NextLineAsync());

        _service.Break();
        for (var total = 2; total <= 4; total++)
        {
            await _cli.PassAsync("table", "incr", "-t", "t", "-k", "c", "-a", "1");
        }

        await _service.Noticed.WaitAsync(Patience);
        _service.Mend();
        Assert.Equal("value = 2", await NextLineAsync());
        Assert.Equal("value = 3", await NextLineAsync());
        Assert.Equal("value = 4", await NextLineAsync());
        Assert.Equal(0, await InterruptAsync(watch));
        Assert.Equal("Waiting for the server: It is away.", _error.ToString().Trim());
    }

    [Fact]
    public async Task Watch_WhenItBeginsAtARevision_PrintsTheHistory()
    {
        await _cli.PassAsync("table", "put", "-t", "t", "-p", "p", "-k", "a", "-v", "1");
        await _cli.PassAsync("table", "put", "-t", "t", "-p", "p", "-k", "b", "-v", "2");
        await _cli.PassAsync("table", "delete", "-t", "t", "-p", "p", "-k", "a");
        var watch = Start("table", "watch", "-t", "t", "-p", "p", "--from-revision", "2");

        Assert.Equal("put b = 2 (revision 2, version 0)", await NextLineAsync());
        Assert.Equal("delete a (revision 3)", await NextLineAsync());
        Assert.Equal(0, await InterruptAsync(watch));
    }

    [Theory]
    [InlineData("b1 b2", "-p", "p", "--prefix", "b")]
    [InlineData("a", "-p", "p", "-k", "a")]
    [InlineData("b2 c", "-p", "p", "--start", "b2")]
    public async Task Watch_WhenKeysAreChosen_PrintsOnlyTheirs(string expected, params string[] choice)
    {
        foreach (var key in (string[])["a", "b1", "b2", "c"])
        {
            await _cli.PassAsync("table", "put", "-t", "t", "-p", "p", "-k", key, "-v", "1");
        }

        var watch = Start(["table", "watch", "-t", "t", "--from-revision", "1", "--json", .. choice]);

        foreach (var key in expected.Split(' '))
        {
            Assert.Contains($"\"key\":\"{key}\"", await NextLineAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(0, await InterruptAsync(watch));
    }

    [Fact]
    public async Task Watch_WhenItsHistoryIsTrimmed_SaysWhatIsLeftAndExitsWithOne()
    {
        for (var i = 0; i < 5; i++)
        {
            await _cli.PassAsync("table", "incr", "-t", "t", "-k", "c", "-a", "1");
        }

        await _tables.TrimHistoryAsync("default", "t", 4);
        var watch = Start("table", "watch", "-t", "t", "-p", "c", "--from-revision", "2");

        Assert.Equal(1, await watch.WaitAsync(Patience));
        Assert.Equal(
            "Revision 2 is trimmed away, the oldest is 4: read the table and watch from the revision that the "
            + "read states.",
            _error.ToString().Trim());
    }

    [Fact]
    public async Task Watch_WhenTheTableIsDeleted_SaysSoAndExitsWithOne()
    {
        var watch = Start("table", "get", "-t", "t", "-k", "c", "--watch");
        await NextLineAsync();

        await _cli.PassAsync("stream", "delete", "--stream", "t");

        Assert.Equal(1, await watch.WaitAsync(Patience));
        Assert.Equal("Stream 't' does not exist.", _error.ToString().Trim());
    }

    [Fact]
    public async Task Watch_WhenNothingSaysWhatToWatch_IsAUsageError() =>
        Assert.Equal(2, (await _cli.RunAsync("table", "watch", "-t", "t")).Code);

    private Task<int> Start(params string[] arguments)
    {
        var context = _cli.Context(Stream.Null, _pipe.Writer.AsStream(), TextWriter.Synchronized(_error));
        return CliApplication.RunAsync(arguments, context, _interruption.Token);
    }

    private async Task<string?> NextLineAsync() => await _lines.ReadLineAsync().WaitAsync(Patience);

    private async Task<int> InterruptAsync(Task<int> watch)
    {
        await _interruption.CancelAsync();
        return await watch.WaitAsync(Patience);
    }
}
