using Orleans.TableService.Storage.Tests.Checkpoints;
using Orleans.TableService.Storage.Tests.Ranges;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Telemetry;

/// <summary>What is told of checkpoints.</summary>
public sealed class CheckpointMetricsTests
{
    private const string Prefix = "tableservice.storage.checkpoint.";
    private const string Table = "tableservice.storage.table.checkpoint.";

    [Fact]
    public async Task Checkpoints_TakenFailedAndRestored_AreTold()
    {
        var store = new FaultyStore();
        var time = new ManualTimeProvider();
        time.Advance(TimeSpan.FromSeconds(1));
        using var listener = new Measurements();
        await using var host = await StoreHost.StartAsync(
            options => options.Checkpoints.RetryDelay = TimeSpan.Zero, time, checkpoints: store);
        await host.CommitAsync(Tx.Of("p", Tx.Put("k", "v")));
        listener.Observe(host.Engine.Meter);
        Assert.Equal(0, listener[Table + "age", "1024"]);
        Assert.True(listener[Table + "behind", "1024"] > 0);

        await host.CheckpointAsync();
        time.Advance(TimeSpan.FromSeconds(90));
        listener.Observe(host.Engine.Meter);
        Assert.InRange(listener[Table + "age", "1024"], 90, 100);
        Assert.Equal(0, listener[Table + "behind", "1024"]);
        Assert.True(listener[Table + "size", "1024"] > 0);
        Assert.True(listener[Prefix + "put", ""] > listener[Table + "size", "1024"]);
        Assert.True(listener[Prefix + "hashed", ""] > 0);
        Assert.True(listener.Has(Prefix + "duration", ""));
        Assert.False(listener.Has(Prefix + "failures", ""));

        await host.CommitAsync(Tx.Of("p", Tx.Put("k", "w")));
        store.Fails = (_, _) => true;
        await Assert.ThrowsAnyAsync<IOException>(host.CheckpointAsync);
        listener.Observe(host.Engine.Meter);
        Assert.Equal(1, listener[Prefix + "failures", ""]);

        store.Fails = (_, _) => false;
        await host.RestartAsync(() => Directory.Delete(host.IndexDirectory, recursive: true));
        await host.GetAsync("p", "k");
        listener.Observe(host.Engine.Meter);
        Assert.True(listener.Has(Prefix + "restore.duration", ""));
    }
}
