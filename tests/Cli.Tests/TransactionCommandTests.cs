using System.Text;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests;

public sealed class TransactionCommandTests : IAsyncLifetime
{
    private const string Written = "\"version\":0,\"createRevision\":1,\"modRevision\":1";

    private readonly CliHost _cli = new(new InMemoryTableService());

    public Task InitializeAsync() => _cli.PassAsync("stream", "create", "--stream", "t");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Transaction_WhenTheComparesHold_PrintsWhatSuccessDid()
    {
        var run = await RunAsync("""
            # the first write of everything
            compares:
              exists("a key") = 0
              version(b) != 3
            success:
              put "a key" "two\twords \x00\"" --prev
              put b 2
              incr n 5
              get b
              delete absent
              range --prefix=b --limit=1
              delete-range a "b "
            failure:
              get b
            """);

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.Code);
        Assert.Equal(
            """
            success (revision 1)
            put: version 0
            put: version 0
            incr: 5, version 0
            get: b = 2
            delete: absent
            range: 1
              b = 2
            delete-range: 2

            """,
            run.Output);
    }

    [Fact]
    public async Task Transaction_WhenACompareDoesNotHold_PrintsWhatFailureDidAndExitsWithOne()
    {
        await RunAsync("put a 1\nincr n 7");

        var run = await RunAsync("compares:\n value(n) > 7\n value(a) = \"1\"\nfailure:\n get a\n get x\n range");

        Assert.Equal(1, run.Code);
        Assert.Equal("failure (revision 1)\nget: a = 1\nget: absent\nrange: 2\n  a = 1\n  n = 7\n", run.Output);
    }

    [Fact]
    public async Task Transaction_WhenAnOperandIsANumber_ComparesAsANumber()
    {
        await RunAsync("put a 7\nincr n 7");

        Assert.Equal(0, (await RunAsync("compares:\nvalue(n)=7\nvalue(a)=\"7\"\nmod(a)=1\ncreate(a)<2")).Code);
        Assert.Equal(1, (await RunAsync("compares:\nvalue(a)=7")).Code);
        Assert.Equal(1, (await RunAsync("compares:\nvalue(n)=\"7\"")).Code);
    }

    [Fact]
    public async Task Transaction_WhenItIsJson_DoesTheSame()
    {
        var run = await RunAsync(
            """
            { "compares": [{ "target": "exists", "key": "a", "operator": "=", "value": 0 }],
              "success": [ { "put": { "key": "a", "value": "1", "prev": true, "expectedVersion": -1 } },
                           { "put": { "keyHex": "ff", "valueBase64": "AAE=" } },
                           { "incr": { "key": "n", "amount": 3 } },
                           { "get": { "key": "a" } },
                           { "delete": { "key": "n", "prev": true } },
                           { "range": { "start": "a", "countOnly": true } },
                           { "deleteRange": { "prefix": "a", "prev": true } } ] }
            """,
            "--json");

        Assert.Equal("", run.Error);
        Assert.Equal(
            """{"succeeded":true,"revision":1,"results":[{"version":0,"previous":null},{"version":0,"previous":null},"""
                + """{"total":3,"version":0},"""
                + """{"entry":{"key":"a","value":"1",""" + Written + "}},"
                + """{"deleted":true,"previous":{"key":"n","value":3,""" + Written + "}},"
                + """{"count":2,"more":false,"entries":[]},"""
                + """{"deleted":1,"more":false,"previous":[{"key":"a","value":"1",""" + Written + "}]}]}\n",
            run.Output);
    }

    [Fact]
    public async Task Transaction_WhenItIsInAFile_ReadsTheFile()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "put a 1");

        Assert.Equal(
            "success (revision 1)\nput: version 0\n",
            await _cli.PassAsync("table", "txn", "-t", "t", "-p", "p", "-f", file));
        File.Delete(file);
        Assert.Equal(2, (await _cli.RunAsync("table", "txn", "-t", "t", "-p", "p", "-f", file)).Code);
    }

    [Theory]
    [InlineData("put a", "Line 1")]
    [InlineData("put a 1\nfrob b", "Line 2")]
    [InlineData("put a \"1", "Line 1")]
    [InlineData("put a \"\\q\"", "Line 1")]
    [InlineData("incr n x", "Line 1")]
    [InlineData("get a --prev", "--prev")]
    [InlineData("range --limit=-1", "-1")]
    [InlineData("compares:\nsize(a) = 1", "Line 2")]
    [InlineData("compares:\nversion(a) ~ 1", "Line 2")]
    [InlineData("compares:\nversion(a) = x", "Line 2")]
    [InlineData("{", "JSON")]
    [InlineData("{\"sucess\": []}", "sucess")]
    [InlineData("{\"success\": [{\"put\": {\"key\": \"a\"}}]}", "value")]
    [InlineData("{\"success\": [{\"put\": {\"key\": \"a\", \"value\": \"b\", \"preev\": true}}]}", "preev")]
    [InlineData("{\"success\": [{\"frob\": {}}]}", "frob")]
    [InlineData("{\"success\": {}}", "list")]
    public async Task Transaction_WhenItCannotBeUnderstood_SaysWhereAndExitsWithTwo(string text, string where)
    {
        var run = await RunAsync(text);

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(where, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_WhenAnOperationFails_ChangesNothing()
    {
        var run = await RunAsync("put a 1\nincr a 1");

        Assert.Equal(1, run.Code);
        Assert.Equal(1, (await _cli.RunAsync("table", "get", "-t", "t", "-p", "p", "-k", "a")).Code);
    }

    private Task<CliRun> RunAsync(string text, params string[] more) =>
        _cli.RunAsync(Encoding.UTF8.GetBytes(text), ["table", "txn", "-t", "t", "-p", "p", .. more]);
}
