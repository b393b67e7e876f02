using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests;

public sealed class TableCommandTests : IAsyncLifetime
{
    private const string Written = "\"version\":0,\"createRevision\":1,\"modRevision\":1";

    private readonly CliHost _cli = new(new InMemoryTableService());

    public Task InitializeAsync() => _cli.PassAsync("stream", "create", "--stream", "t");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Put_WhenTheKeyIsText_SaysWhatItDidAndGetReadsIt()
    {
        Assert.Equal(
            "Successfully update kv: ('test-key', 'v 1').\n",
            await _cli.PassAsync("-s", "127.0.0.1:4181", "table", "put", "-t", "t", "-k", "test-key", "-v", "v 1"));

        Assert.Equal(
            "value = v 1\n",
            await _cli.PassAsync("-s", "127.0.0.1:4181", "table", "get", "-t", "t", "-k", "test-key"));
        Assert.All(_cli.Servers, server => Assert.Equal("127.0.0.1:4181", server));
    }

    [Fact]
    public async Task Get_WhenTheKeyIsAbsent_SaysSoAndExitsWithOne()
    {
        var run = await _cli.RunAsync("table", "get", "-t", "t", "-k", "nothing");

        Assert.Equal((1, "key 'nothing' doesn't exist.\n", ""), (run.Code, run.Output, run.Error));
    }

    [Fact]
    public async Task Increment_WhenTheAmountIsGiven_SaysItAndGetPrintsTheNumber()
    {
        Assert.Equal(
            "Successfully increment kv: ('counter-1', amount = '100').\n",
            await _cli.PassAsync("table", "incr", "-t", "t", "-k", "counter-1", "-a", "100"));
        await _cli.PassAsync("table", "incr", "-t", "t", "-k", "counter-1", "-a", "-30");

        Assert.Equal("value = 70\n", await _cli.PassAsync("table", "get", "-t", "t", "-k", "counter-1"));
        Assert.Equal(
            """{"revision":3,"version":2,"total":71}""" + "\n",
            await _cli.PassAsync("table", "incr", "-t", "t", "-k", "counter-1", "-a", "1", "--json"));
    }

    [Fact]
    public async Task Delete_WhenTheKeyIsThere_SaysSoAndThenThatItIsNot()
    {
        await PutAsync("k", "v");

        Assert.Equal(
            "Successfully deleted key: ('k').\nprevious value = v\n",
            await _cli.PassAsync("table", "delete", "-t", "t", "-k", "k", "--prev"));
        var again = await _cli.RunAsync("table", "delete", "-t", "t", "-k", "k");
        Assert.Equal((1, "key 'k' doesn't exist.\n"), (again.Code, again.Output));
    }

    [Fact]
    public async Task Put_WhenPreviousIsAskedFor_PrintsIt()
    {
        Assert.EndsWith(
            "there was no previous value\n",
            await _cli.PassAsync("table", "put", "-t", "t", "-k", "k", "-v", "1", "--prev"),
            StringComparison.Ordinal);
        Assert.EndsWith(
            "previous value = 1\n",
            await _cli.PassAsync("table", "put", "-t", "t", "-k", "k", "-v", "2", "--prev"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("put", "-v", "x", "--expected-version", "-1")]
    [InlineData("put", "-v", "x", "--expected-revision", "99")]
    [InlineData("delete", "--expected-version", "5")]
    [InlineData("delete", "--expected-revision", "99")]
    public async Task Write_WhenTheKeyIsNotAsExpected_SaysSoAndExitsWithOne(string verb, params string[] rest)
    {
        await PutAsync("k", "v");

        var run = await _cli.RunAsync(["table", verb, "-t", "t", "-k", "k", .. rest]);

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("not what was expected", run.Error, StringComparison.Ordinal);
        Assert.Equal("value = v\n", await _cli.PassAsync("table", "get", "-t", "t", "-k", "k"));
    }

    [Fact]
    public async Task Put_WhenTheKeyHoldsANumber_FailsInOneSentence()
    {
        await _cli.PassAsync("table", "incr", "-t", "t", "-k", "n", "-a", "1");

        var run = await _cli.RunAsync("table", "put", "-t", "t", "-k", "n", "-v", "x");

        Assert.Equal(1, run.Code);
        Assert.Equal("The key holds a number and cannot be put: delete it first, or increment it.\n", run.Error);
    }

    [Fact]
    public async Task Put_WhenTheValueIsAHyphen_ReadsStandardInputByteByByte()
    {
        byte[] value = [0, 255, 10, 195, 40, 10];
        var run = await _cli.RunAsync(value, "table", "put", "-t", "t", "-k", "bin", "-v", "-");

        Assert.Equal("Successfully update kv: ('bin', 6 bytes of standard input).\n", run.Output);
        Assert.Equal(value, (await _cli.RunAsync("table", "get", "-t", "t", "-k", "bin", "--raw")).Bytes);
        Assert.Equal(
            @"value = \x00\xff\n\xc3(\n" + "\n",
            await _cli.PassAsync("table", "get", "-t", "t", "-k", "bin"));
    }

    [Fact]
    public async Task Put_WhenHexIsAsked_ReadsAndPrintsHex()
    {
        await _cli.PassAsync("table", "put", "-t", "t", "--hex", "-k", "00ff", "-v", "C0FFEE");

        Assert.Equal("value = c0ffee\n", await _cli.PassAsync("table", "get", "-t", "t", "--hex", "-k", "00FF"));
        Assert.Equal("value = wP/u\n", await _cli.PassAsync("table", "get", "-t", "t", "--base64", "-k", "AP8="));
    }

    [Theory]
    [InlineData("--hex", "0g")]
    [InlineData("--base64", "!")]
    public async Task Get_WhenTheKeyIsNotOfItsFormat_IsAUsageError(string format, string key)
    {
        var run = await _cli.RunAsync("table", "get", "-t", "t", format, "-k", key);

        Assert.Equal(2, run.Code);
        Assert.Contains($"'{key}' is not", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WhenAPKeyIsGiven_ReadsUnderIt()
    {
        await _cli.PassAsync("table", "put", "-t", "t", "-p", "alice", "-k", "k", "-v", "hers");
        await PutAsync("k", "mine");

        Assert.Equal("value = hers\n", await _cli.PassAsync("table", "get", "-t", "t", "-p", "alice", "-k", "k"));
        Assert.Equal("value = mine\n", await _cli.PassAsync("table", "get", "-t", "t", "-k", "k"));
    }

    [Fact]
    public async Task Get_WhenJsonIsAsked_PrintsAllThatIsKnown()
    {
        await PutAsync("k", "it's \"v\" é");

        Assert.Equal(
            """{"revision":1,"exists":true,"key":"k","value":"it's \"v\" é",""" + Written + "}\n",
            await _cli.PassAsync("table", "get", "-t", "t", "-k", "k", "--json"));
        var absent = await _cli.RunAsync("table", "get", "-t", "t", "-k", "x", "--json");
        Assert.Equal((1, """{"revision":1,"exists":false}""" + "\n"), (absent.Code, absent.Output));
    }

    [Fact]
    public async Task Get_WhenTheTableIsAbsent_SaysSo()
    {
        var run = await _cli.RunAsync("table", "get", "-t", "none", "-k", "k");

        Assert.Equal((1, "", "Stream 'none' does not exist.\n"), (run.Code, run.Output, run.Error));
    }

    private Task<string> PutAsync(string key, string value) =>
        _cli.PassAsync("table", "put", "-t", "t", "-k", key, "-v", value);
}
