using System.Diagnostics;
using System.Globalization;
using Orleans.TableService.EndToEnd.Processes;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.EndToEnd.Shell;

/// <summary>The command line tool and the server as users start them.</summary>
public sealed class CliTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Cli_WhenAServerRuns_PutsAndGets()
    {
        using var data = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(data.Path);

        var created = await RunAsync(server, "stream", "create", "--stream", "test_kv_store");
        var put = await RunAsync(server, "table", "put", "-t", "test_kv_store", "-k", "test-key", "-v", "test value");
        var got = await RunAsync(server, "table", "get", "-t", "test_kv_store", "-k", "test-key");
        var absent = await RunAsync(server, "table", "get", "-t", "test_kv_store", "-k", "other");

        Assert.StartsWith("Successfully created stream 'test_kv_store':\n", created.Output, StringComparison.Ordinal);
        Assert.Equal("Successfully update kv: ('test-key', 'test value').\n", put.Output);
        Assert.Equal((0, "value = test value\n"), (got.ExitCode, got.Output));
        Assert.Equal((1, "key 'other' doesn't exist.\n"), (absent.ExitCode, absent.Output));
    }

    [Fact]
    public async Task GetWatch_WhenTheServerIsKilledAndStartedAgain_PrintsEveryChangeOnceUntilInterrupted()
    {
        using var data = new TemporaryDirectory();
        var server = await ServerProcess.StartAsync(data.Path);
        await RunAsync(server, "stream", "create", "--stream", "test_dist_counter");
        using var watch = Start(server, "table", "get", "-t", "test_dist_counter", "-k", "counter-1", "--watch");
        Assert.Equal("key 'counter-1' doesn't exist.", await NextLineAsync(watch));
        await IncrementAsync(server);
        await IncrementAsync(server);
        Assert.Equal("value = 100", await NextLineAsync(watch));
        Assert.Equal("value = 200", await NextLineAsync(watch));

        var port = server.Port;
        await server.KillAsync();
        await server.DisposeAsync();
        await using var again = await ServerProcess.StartAsync(data.Path, port);
        await IncrementAsync(again);
        await IncrementAsync(again);

        Assert.Equal("value = 300", await NextLineAsync(watch));
        Assert.Equal("value = 400", await NextLineAsync(watch));
        using (Process.Start("kill", ["-INT", watch.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await watch.WaitForExitAsync().WaitAsync(Patience);
        }

        Assert.Equal(0, watch.ExitCode);
        Assert.Equal("", await watch.StandardOutput.ReadToEndAsync());
    }

    [Fact]
    public async Task Watch_WhenTheReaderHasEnough_EndsAtTheNextChange()
    {
        using var data = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(data.Path);
        await RunAsync(server, "stream", "create", "--stream", "test_dist_counter");
        using var watch = Start(server, "table", "get", "-t", "test_dist_counter", "-k", "counter-1", "--watch");
        await NextLineAsync(watch);

        watch.StandardOutput.Close();
        await IncrementAsync(server);

        await watch.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, watch.ExitCode);
    }

    [Fact]
    public async Task Cli_WhenThereIsNoServer_SaysSoInALineAndExitsWithThree()
    {
        var run = await CommandLine.RunAsync(
            Repository.Script("streamstorage-cli"),
            ["-s", "127.0.0.1:1", "table", "get", "-t", "t", "-k", "k"]);

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", run.Error, StringComparison.Ordinal);
    }

    private static async Task IncrementAsync(ServerProcess server)
    {
        var run = await RunAsync(server, "table", "incr", "-t", "test_dist_counter", "-k", "counter-1", "-a", "100");
        Assert.Equal("Successfully increment kv: ('counter-1', amount = '100').\n", run.Output);
    }

    private static Task<ProcessResult> RunAsync(ServerProcess server, params string[] arguments) =>
        CommandLine.RunAsync(Repository.Script("streamstorage-cli"), ["-s", server.Address, .. arguments]);

    private static Process Start(ServerProcess server, params string[] arguments) => Process.Start(
        new ProcessStartInfo(Repository.Script("streamstorage-cli"), ["-s", server.Address, .. arguments])
        {
            RedirectStandardOutput = true,
        })!;

    private static async Task<string?> NextLineAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
}
