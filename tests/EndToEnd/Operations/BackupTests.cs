using System.Diagnostics;
using Orleans.TableService.EndToEnd.Processes;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.EndToEnd.Operations;

/// <summary>Tables go from one server to another, and a backup that was cut short is never taken for one.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task Restore_OnAnotherServer_HasEverythingAsItWas()
    {
        using var data = new TemporaryDirectory();
        using var other = new TemporaryDirectory();
        using var backups = new TemporaryDirectory();
        var directory = Path.Combine(backups.Path, "b");
        await using var source = await ServerProcess.StartAsync(data.Path);
        await using var target = await ServerProcess.StartAsync(other.Path);
        await PassAsync(source, "-n", "shop", "namespace", "create", "shop");
        await PassAsync(source, "-n", "shop", "stream", "create", "--stream", "orders", "--ranges", "3");
        await PassAsync(source, "stream", "create", "--stream", "raw", "--key-type", "raw");
        for (var i = 0; i < 5; i++)
        {
            await PassAsync(source, "-n", "shop", "table", "put", "-t", "orders", "-k", $"k{i % 3}", "-v", $"v{i}");
        }

        await PassAsync(source, "table", "incr", "-t", "raw", "--hex", "-k", "00ff0a", "-a", "42");
        await PassAsync(source, "backup", "create", "--out", directory);
        await PassAsync(source, "backup", "verify", "--from", directory);
        await PassAsync(target, "backup", "restore", "--from", directory);

        for (var i = 0; i < 3; i++)
        {
            string[] get = ["-n", "shop", "table", "get", "-t", "orders", "-k", $"k{i}", "--json"];
            Assert.Equal(EntryOf(await PassAsync(source, get)), EntryOf(await PassAsync(target, get)));
        }

        Assert.Equal("value = 42\n", await PassAsync(target, "table", "get", "-t", "raw", "--hex", "-k", "00ff0a"));
        var again = await RunAsync(target, "backup", "restore", "--from", directory);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("is there already", again.Error, StringComparison.Ordinal);
        await PassAsync(target, "backup", "restore", "--from", directory, "--overwrite");
        await PassAsync(target, "-n", "shop", "backup", "restore", "--from", directory, "-t", "orders", "--as", "copy");
        Assert.Equal(
            "value = v3\n", await PassAsync(target, "-n", "shop", "table", "get", "-t", "copy", "-k", "k0"));
        var full = await RunAsync(source, "backup", "create", "--out", directory);
        Assert.Contains("is not empty", full.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WhenKilled_LeavesNoBackup()
    {
        using var data = new TemporaryDirectory();
        using var backups = new TemporaryDirectory();
        var directory = Path.Combine(backups.Path, "b");
        await using var server = await ServerProcess.StartAsync(data.Path);
        await PassAsync(server, "stream", "create", "--stream", "a");
        await PassAsync(server, "stream", "create", "--stream", "big");
        await using (var client = Clients.Connect(server))
        {
            var table = await client.OpenTableAsync("default", "big");
            for (var i = 0; i < 40; i++)
            {
                await table.PutAsync(BitConverter.GetBytes(i), new byte[4 << 20]);
            }
        }

        using (var create = Start(server, "backup", "create", "--out", directory))
        {
            // The first stream is copied, the second is under way.
            Assert.StartsWith(
                "default/a: 0 entries", await create.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
            create.Kill();
            await create.WaitForExitAsync();
        }

        var verify = await RunAsync(server, "backup", "verify", "--from", directory);
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains("holds no complete backup", verify.Error, StringComparison.Ordinal);
    }

    private static string EntryOf(string json) => json[json.IndexOf("\"exists\"", StringComparison.Ordinal)..];

    private static async Task<string> PassAsync(ServerProcess server, params string[] arguments)
    {
        var run = await RunAsync(server, arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }

    private static Task<ProcessResult> RunAsync(ServerProcess server, params string[] arguments) =>
        CommandLine.RunAsync(Repository.Script("streamstorage-cli"), ["-s", server.Address, .. arguments]);

    private static Process Start(ServerProcess server, params string[] arguments) => Process.Start(
        new ProcessStartInfo(Repository.Script("streamstorage-cli"), ["-s", server.Address, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
