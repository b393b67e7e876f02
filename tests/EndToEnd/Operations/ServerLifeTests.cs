using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orleans.TableService.EndToEnd.Processes;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.EndToEnd.Operations;

/// <summary>How the server starts, refuses to start, and stops.</summary>
public sealed class ServerLifeTests
{
    [Fact]
    public async Task Start_WhenDirectoryIsHeldByAnotherProcess_SaysSoInOneSentence()
    {
        using var data = new TemporaryDirectory();
        await using var first = await ServerProcess.StartAsync(data.Path);

        var second = await StartAgainAsync(data.Path, port: 0);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains(data.Path, second.Error, StringComparison.Ordinal);
        AssertOneSentence(second);
    }

    [Fact]
    public async Task Start_WhenPortIsInUse_SaysSoInOneSentence()
    {
        using var data = new TemporaryDirectory();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var result = await StartAgainAsync(data.Path, port);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(port.ToString(CultureInfo.InvariantCulture), result.Error, StringComparison.Ordinal);
        AssertOneSentence(result);
    }

    [Fact]
    public async Task Stop_BySigterm_ExitsWithZeroAndTheNextStartIsQuick()
    {
        using var data = new TemporaryDirectory();
        await using (var first = await ServerProcess.StartAsync(data.Path))
        {
            await using var client = Clients.Connect(first);
            await client.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
            var table = await client.OpenTableAsync("default", "t");
            await table.PutAsync("k"u8.ToArray(), "v"u8.ToArray());
            Assert.Equal(0, await first.TerminateAsync());
        }

        var watch = Stopwatch.StartNew();
        await using var second = await ServerProcess.StartAsync(data.Path);
        var elapsed = watch.Elapsed;

        // The promise is 2 seconds on a machine at rest; a busy one gets more before the test calls it broken.
        Assert.True(elapsed < TimeSpan.FromSeconds(10), $"The start took {elapsed}.");
        await using var again = Clients.Connect(second);
        var entry = await (await again.OpenTableAsync("default", "t")).GetAsync("k"u8.ToArray());
        Assert.Equal("v"u8.ToArray(), entry!.Value.Bytes.ToArray());
    }

    private static Task<ProcessResult> StartAgainAsync(string directory, int port) => CommandLine.RunAsync(
        Repository.Script("streamstorage"),
        ["standalone", "--port", port.ToString(CultureInfo.InvariantCulture), "--data-dir", directory]);

    // Beside the lines of the log, which are JSON.
    private static void AssertOneSentence(ProcessResult result)
    {
        Assert.Equal("", result.Output);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Single(
            result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => !line.StartsWith('{'));
    }
}
