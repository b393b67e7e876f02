using Orleans.TableService.EndToEnd.Processes;
using Xunit.Abstractions;

namespace Orleans.TableService.EndToEnd.Durability;

/// <summary>A server that is killed with -9 again and again loses nothing that it acknowledged.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 20;
    private const int Writers = 4;
    private const int AcknowledgementsPerLifeMax = 3_000;

    [Fact]
    public async Task Server_WhenKilledTwentyTimesUnderWrites_KeepsEveryAcknowledgedWrite()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var data = new TemporaryDirectory();
        var server = await ServerProcess.StartAsync(data.Path);
        var port = server.Port;
        await using var client = Clients.Connect(server);
        await client.Admin.CreateStreamAsync("default", "kills", new StreamConfiguration { InitialRanges = 4 });
        var table = await client.OpenTableAsync("default", "kills");
        var lives = new Lives();
        var writers = Enumerable.Range(0, Writers).Select(i => new Writer(table, i, seed, lives.Acknowledge)).ToArray();
        using var stop = new CancellationTokenSource();
        var running = writers.Select(writer => writer.RunAsync(() => lives.WhenUp, stop.Token)).ToArray();

        for (var kill = 0; kill < Kills; kill++)
        {
            await lives.AfterAsync(random.Next(AcknowledgementsPerLifeMax));
            lives.Down();
            await server.KillAsync();
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(data.Path, port);
            lives.Up();
        }

        await lives.AfterAsync(100);
        await stop.CancelAsync();
        await Task.WhenAll(running);

        foreach (var writer in writers)
        {
            await writer.VerifyAsync();
        }

        var counter = await table.GetAsync(Writer.Counter);
        var sum = writers.Sum(writer => writer.AcknowledgedSum);
        var doubtful = writers.Sum(writer => writer.DoubtfulSum);
        output.WriteLine(
            $"{lives.Acknowledgements} acknowledged, counter {counter!.Value.Number}, sum {sum} to {sum + doubtful}");
        Assert.InRange(counter.Value.Number, sum, sum + doubtful);
        Assert.Equal(0, await server.TerminateAsync());
        await server.DisposeAsync();
    }
}
