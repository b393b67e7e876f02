using Orleans.TableService.EndToEnd.Processes;

namespace Orleans.TableService.EndToEnd.BadInput;

/// <summary>A client that opens a watch and does not read it costs the server a bounded amount.</summary>
public sealed class SlowWatcherTests(RunningServer running) : IClassFixture<RunningServer>
{
    private const int Changes = 3_000;
    private const int ValueSizeBytes = 64 << 10;

    [Fact]
    public async Task Watch_WhenNobodyReads_CostsNoMemoryAndNothingIsMissingLater()
    {
        await using var client = Clients.Connect(running.Server);
        await client.Admin.CreateStreamAsync("default", "slow", new StreamConfiguration());
        var table = await client.OpenTableAsync("default", "slow");
        var key = "k"u8.ToArray();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var watch = table.WatchAsync(new WatchRequest { PKey = key }, stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await watch.MoveNextAsync());
        var before = ProcessMemory.ResidentBytes(running.Server.Id);

        for (var i = 0; i < Changes; i++)
        {
            await table.PutAsync(key, new byte[ValueSizeBytes]);
        }

        // 190 MiB of changes went by; what grew is bounded by the memtables, not by the watch.
        Assert.InRange(ProcessMemory.ResidentBytes(running.Server.Id), 0, before + (400L << 20));

        var versions = new List<long>();
        while (versions.Count < Changes && await watch.MoveNextAsync())
        {
            versions.AddRange(watch.Current.Changes.Select(change => change.Entry!.Version));
        }

        Assert.Equal(Enumerable.Range(0, Changes).Select(i => (long)i), versions);
        await watch.DisposeAsync();
    }
}
