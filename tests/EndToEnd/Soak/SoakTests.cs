using System.Diagnostics;
using System.Globalization;
using Orleans.TableService.EndToEnd.Durability;
using Orleans.TableService.EndToEnd.Processes;
using Orleans.TableService.Tests.Support;
using Xunit.Abstractions;

namespace Orleans.TableService.EndToEnd.Soak;

/// <summary>
/// A server with small files, so that everything happens often: it copies, rolls, checkpoints and trims under mixed
/// load, and is killed with -9 every few seconds.
/// </summary>
/// <remarks><c>bin/soak --minutes N</c> runs it for longer than a test suite can wait.</remarks>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int AcknowledgementsPerLifeMax = 20_000;
    private const int KillsMin = 3;
    private const long ResidentBoundBytes = 1L << 30;
    private const long DiskBoundBytes = 1L << 30;

    private static readonly Dictionary<string, string> SmallFiles = new()
    {
        ["TableService__Storage__CommitLogFileSizeBytes"] = "4194304",
        ["TableService__Storage__CommitLogSizeMaxBytes"] = "33554432",
        ["TableService__Storage__SegmentSizeBytes"] = "2097152",
        ["TableService__Storage__SegmentCopySizeBytes"] = "65536",
        ["TableService__Storage__MemtableBudgetBytes"] = "16777216",
        ["TableService__Storage__Checkpoints__IntervalSizeBytes"] = "8388608",
    };

    private readonly int _seed = Seed();
    private readonly Lives _lives = new();
    private readonly SoakReport _report = new(output, Duration() / 40);

    [Fact]
    public async Task Server_WhileItCheckpointsTrimsAndDies_LosesNothingAndStaysWithinItsBounds()
    {
        _report.Print($"seed {_seed}");
        using var data = new TemporaryDirectory();
        var server = await ServerProcess.StartAsync(data.Path, environment: SmallFiles);
        _report.Begin();
        await using var client = Clients.Connect(server);
        var table = await MakeTableAsync(client);
        var writers = MakeWriters(table);
        var follower = new Follower(table);
        using var stop = new CancellationTokenSource();
        var running = writers.Select(writer => writer.RunAsync(() => _lives.WhenUp, stop.Token))
            .Append(follower.RunAsync(() => _lives.WhenUp, stop.Token))
            .ToArray();

        server = await KillAgainAndAgainAsync(server, data.Path, follower, Task.WhenAny(running));

        await stop.CancelAsync();
        await Task.WhenAll(running);
        await VerifyAsync(table, writers);
        Assert.Equal(0, await server.TerminateAsync());
        await server.DisposeAsync();
        await VerifyFilesAsync(data.Path);
        Assert.InRange(_report.ResidentMaxBytes, 0, ResidentBoundBytes);
        Assert.InRange(_report.DiskMaxBytes, 0, DiskBoundBytes);
    }

    private static async Task<ITable> MakeTableAsync(ITableService client)
    {
        var configuration = new StreamConfiguration
        {
            InitialRanges = 4,
            Retention = new HistoryRetention { SizeBytes = 16 << 20 },
        };
        await client.Admin.CreateStreamAsync("default", "soak", configuration);
        return await client.OpenTableAsync("default", "soak");
    }

    // Small values make many transactions, large ones many bytes.
    private Writer[] MakeWriters(ITable table) =>
    [
        .. Enumerable.Range(0, 6).Select(i => new Writer(table, i, _seed, _lives.Acknowledge, keys: 100)),
        .. Enumerable.Range(6, 2).Select(
            i => new Writer(table, i, _seed, _lives.Acknowledge, keys: 1000, valueSizeBytes: 8 << 10)),
    ];

    private async Task<ServerProcess> KillAgainAndAgainAsync(
        ServerProcess server,
        string data,
        Follower follower,
        Task<Task> ended)
    {
        var random = new Random(_seed);
        var port = server.Port;
        var startTime = TimeSpan.Zero;
        for (var kills = 0; ; kills++)
        {
            await Task.WhenAny(_lives.AfterAsync(random.Next(AcknowledgementsPerLifeMax)), ended);
            Assert.False(ended.IsCompleted, "A writer or the watch has ended: its error is that of the test.");
            var isLast = kills >= KillsMin && _report.Elapsed >= Duration();
            var moment = new SoakMoment(kills, _lives.Acknowledgements, follower.Count, startTime, isLast);
            await _report.LookAsync(moment, server, data);
            if (isLast)
            {
                return server;
            }

            _lives.Down();
            await server.KillAsync();
            await server.DisposeAsync();
            var start = Stopwatch.GetTimestamp();
            server = await ServerProcess.StartAsync(data, port, SmallFiles);
            startTime = Stopwatch.GetElapsedTime(start);
            _lives.Up();
        }
    }

    private async Task VerifyAsync(ITable table, Writer[] writers)
    {
        foreach (var writer in writers)
        {
            await writer.VerifyAsync();
        }

        var counter = (await table.GetAsync(Writer.Counter))!.Value.Number;
        var sum = writers.Sum(writer => writer.AcknowledgedSum);
        Assert.InRange(counter, sum, sum + writers.Sum(writer => writer.DoubtfulSum));
        _report.Print($"nothing lost: {_lives.Acknowledgements} acknowledged writes, the counter is {counter}");
    }

    private async Task VerifyFilesAsync(string data)
    {
        string[][] commands = [["journal", "verify"], ["index", "verify"], ["checkpoint", "verify"]];
        foreach (var command in commands)
        {
            var result = await CommandLine.RunAsync(
                Repository.Script("streamstorage-cli"),
                [.. command, "--data-dir", data]);
            _report.Print($"{string.Join(' ', command)}: {result.Output.TrimEnd().Split('\n')[^1]}");
            Assert.True(result.ExitCode == 0, $"{string.Join(' ', command)}:\n{result.Output}\n{result.Error}");
        }
    }

    private static TimeSpan Duration() => TimeSpan.FromMinutes(
        double.Parse(Environment.GetEnvironmentVariable("SOAK_MINUTES") ?? "0.3", CultureInfo.InvariantCulture));

    private static int Seed() => Environment.GetEnvironmentVariable("SOAK_SEED") is { } seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : Environment.TickCount;
}
