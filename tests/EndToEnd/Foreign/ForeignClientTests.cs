using Orleans.TableService.EndToEnd.Processes;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.EndToEnd.Foreign;

/// <summary>
/// Clients that share no code with the server, with stubs that they generate from the published protos.
/// </summary>
public sealed class ForeignClientTests(RunningServer running) : IClassFixture<RunningServer>
{
    private static string Clients => Path.Combine(Repository.Root, "tests", "EndToEnd", "Foreign", "clients");

    private static string Protos => Path.Combine(Repository.Root, "src", "Protocol", "protos");

    [Fact]
    public async Task Python_PutsGetsTransactsWatchesAndReflects()
    {
        var script = Path.Combine(Clients, "tables.py");

        var result = await CommandLine.RunAsync("/usr/bin/python3", [script, running.Server.Address, Protos]);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("python: all held\n", result.Output);
    }

    [Fact]
    public async Task Node_PutsGetsTransactsAndWatches()
    {
        using var work = new TemporaryDirectory();
        foreach (var file in Directory.GetFiles(Clients))
        {
            File.Copy(file, Path.Combine(work.Path, Path.GetFileName(file)));
        }

        var install = await CommandLine.RunAsync(
            "npm",
            ["ci", "--prefix", work.Path, "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]);
        Assert.True(install.ExitCode == 0, install.Error);

        var result = await CommandLine.RunAsync(
            "node",
            [Path.Combine(work.Path, "tables.js"), running.Server.Address, Protos]);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("node: all held\n", result.Output);
    }
}
