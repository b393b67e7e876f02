using System.Text;
using System.Text.Json;
using Orleans.TableService.EndToEnd.Processes;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.EndToEnd.Operations;

/// <summary>Backups that earlier programs made are restored, and a change of their format is noticed.</summary>
public sealed class GoldenBackupTests
{
    private static readonly string Kept = Path.Combine(AppContext.BaseDirectory, "Operations", "Golden");

    private static readonly byte[] Number = [0x00, 0xFF, 0x0A];

    public static TheoryData<string> Versions =>
        [.. Directory.GetDirectories(Kept).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Restore_OfABackupOfAnyVersion_HasEverything(string version)
    {
        using var data = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(data.Path);
        await PassAsync(server, "backup", "verify", "--from", Path.Combine(Kept, version));
        await PassAsync(server, "backup", "restore", "--from", Path.Combine(Kept, version));
        await RequireAsync(server);
    }

    /// <summary>
    /// <c>GOLDEN_OUT=directory</c> keeps what is made, for a new version of the format: it belongs beside the others.
    /// </summary>
    [Fact]
    public async Task Create_Today_WritesTheVersionOfTheNewest()
    {
        using var data = new TemporaryDirectory();
        using var backups = new TemporaryDirectory();
        var made = Environment.GetEnvironmentVariable("GOLDEN_OUT") ?? Path.Combine(backups.Path, "made");
        await using var server = await ServerProcess.StartAsync(data.Path);
        await MakeAsync(server);
        await RequireAsync(server);
        await PassAsync(server, "backup", "create", "--out", made);

        var newest = Directory.GetDirectories(Kept).Order(StringComparer.Ordinal).Last();
        Assert.Equal(
            Directory.GetFiles(newest).Select(Path.GetFileName).Order(),
            Directory.GetFiles(made).Select(Path.GetFileName).Order());
        Assert.Equal(HeaderOf(newest), HeaderOf(made));
        Assert.Equal(VersionOf(newest), VersionOf(made));
    }

    private static async Task MakeAsync(ServerProcess server)
    {
        await PassAsync(server, "namespace", "create", "shop");
        await PassAsync(server, "-n", "shop", "stream", "create", "--stream", "orders", "--ranges", "3");
        await PassAsync(server, "stream", "create", "--stream", "raw", "--key-type", "raw");
        await using var client = Clients.Connect(server);
        var orders = await client.OpenTableAsync("shop", "orders");
        for (var i = 0; i < 12; i++)
        {
            await orders.PutAsync(Key(i % 8), Encoding.UTF8.GetBytes($"value {i}"));
        }

        await orders.DeleteAsync(Key(7), new DeleteOperation { LKey = Key(7) });
        var raw = await client.OpenTableAsync("default", "raw");
        await raw.IncrementAsync(Number, Number, 42);
        await raw.IncrementAsync(Number, Number, -2);
        await raw.PutAsync(new byte[] { 0x00 }, ReadOnlyMemory<byte>.Empty);
    }

    private static async Task RequireAsync(ServerProcess server)
    {
        await using var client = Clients.Connect(server);
        var orders = await client.OpenTableAsync("shop", "orders");
        for (var i = 0; i < 7; i++)
        {
            var entry = await orders.GetAsync(Key(i));
            Assert.NotNull(entry);
            Assert.Equal($"value {(i < 4 ? i + 8 : i)}", Encoding.UTF8.GetString(entry.Value.Bytes.Span));
            Assert.Equal((i < 4 ? 1 : 0, i < 4), (entry.Version, entry.ModRevision > entry.CreateRevision));
        }

        Assert.Null(await orders.GetAsync(Key(7)));
        var raw = await client.OpenTableAsync("default", "raw");
        var number = await raw.GetAsync(Number);
        Assert.Equal((40, 1, 1, 2), (number!.Value.Number, number.Version, number.CreateRevision, number.ModRevision));
        var empty = await raw.GetAsync(new byte[] { 0x00 });
        Assert.Equal((false, 0, 3), (empty!.Value.IsNumber, empty.Value.Bytes.Length, empty.ModRevision));
    }

    private static byte[] Key(int number) => Encoding.UTF8.GetBytes($"key {number}");

    // Magic, then the version.
    private static string HeaderOf(string backup)
    {
        using var file = File.OpenRead(Path.Combine(backup, "000001.data"));
        var head = new byte[6];
        file.ReadExactly(head);
        return Convert.ToHexString(head);
    }

    private static int VersionOf(string backup) => JsonDocument
        .Parse(File.ReadLines(Path.Combine(backup, "manifest.json")).First())
        .RootElement.GetProperty("version")
        .GetInt32();

    private static async Task<string> PassAsync(ServerProcess server, params string[] arguments)
    {
        var run = await CommandLine.RunAsync(
            Repository.Script("streamstorage-cli"), ["-s", server.Address, .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }
}
