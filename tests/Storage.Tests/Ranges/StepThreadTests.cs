using System.Collections.Concurrent;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>Which threads carry out writes: those of the pool, unless they would wait for the disk.</summary>
public sealed class StepThreadTests
{
    private static readonly DeleteRangeOperation DeleteAll = new() { LKeys = KeyInterval.All };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();
    private readonly ConcurrentQueue<bool> _steps = new();

    [Fact]
    public async Task Write_WhenMemoryHoldsItsKeys_TakesNoStorageThread()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "other");
        using var held = await HeldThread.HoldAsync(host.Engine.Steps);

        Assert.Equal(0, await PutAsync(host, "k"));
        Assert.Equal(1, await PutAsync(host, "k"));
        Assert.True(Deleted(await host.CommitAsync(Tx.Of("p", Tx.Delete("k")))));
        Assert.False(Deleted(await host.CommitAsync(Tx.Of("p", Tx.Delete("k")))));
    }

    [Fact]
    public async Task Write_WhenAFileMustBeRead_IsCarriedOutByAStorageThread()
    {
        await using var host = await StartAsync(cacheSizeBytes: 0);
        await PutAsync(host, "k");

        // A plain close writes the memtable to a file, and a cache of no bytes keeps nothing of it.
        await host.RestartAsync();
        WatchSteps(host);
        await PutAsync(host, "other");
        Steps();

        Assert.Equal(1, await PutAsync(host, "k"));
        Assert.Equal([true], Steps());

        // Memory knows the key now.
        Assert.Equal(2, await PutAsync(host, "k"));
        Assert.Equal([false], Steps());
    }

    [Fact]
    public async Task Write_OfAnInterval_IsCarriedOutByAStorageThread()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "a");
        await PutAsync(host, "b");
        Assert.Equal([true, false], Steps());

        var result = await host.CommitAsync(Tx.Of("p", DeleteAll));

        Assert.Equal(2, Assert.IsType<DeleteRangeResult>(result.Results[0]).Deleted);
        Assert.Equal([true], Steps());
    }

    [Fact]
    public async Task Write_WhenTheRoomOnTheDiskIsLookedAt_IsCarriedOutByAStorageThread()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "k");
        await PutAsync(host, "k");
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await PutAsync(host, "k");
        await PutAsync(host, "k");

        Assert.Equal([true, false, true, false], Steps());
    }

    [Fact]
    public async Task Write_WhileAnotherRangeLooksAtTheDisk_DoesNotWaitForIt()
    {
        await using var host = await StartAsync();
        var other = StoreHost.Descriptor with { Id = new RangeId(new TableStreamId(1024), 1025) };
        await host.Engine.CreateRangeAsync(other, default);
        await using var range = await host.Engine.OpenRangeAsync(other, default);
        var put = Tx.Of("p", Tx.Put("k", "v"));
        await host.CommitAsync(put);
        Assert.True((await range.SubmitAsync(put, default)).IsResult);
        using var mayGoOn = new ManualResetEventSlim();
        var asks = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.WhenDiskIsAsked = () =>
        {
            asks.TrySetResult();
            mayGoOn.Wait(Patience);
        };
        _time.Advance(TimeSpan.FromMilliseconds(100));

        var held = host.CommitAsync(put);
        await asks.Task.WaitAsync(Patience);
        Assert.True((await range.SubmitAsync(put, default).AsTask().WaitAsync(Patience / 3)).IsResult);
        Assert.False(held.IsCompleted);
        mayGoOn.Set();
        await held;
    }

    private async Task<StoreHost> StartAsync(long? cacheSizeBytes = null)
    {
        var host = await StoreHost.StartAsync(
            options =>
            {
                options.StorageThreads = 1;
                options.BlockCacheSizeBytes = cacheSizeBytes ?? options.BlockCacheSizeBytes;
            },
            _time);
        WatchSteps(host);
        return host;
    }

    private void WatchSteps(StoreHost host) => host.Journals.LastOpened!.WhenAppending =
        _ => _steps.Enqueue(!Thread.CurrentThread.IsThreadPoolThread);

    // Whether each step since the last call ran on a storage thread.
    private bool[] Steps()
    {
        var steps = _steps.ToArray();
        _steps.Clear();
        return steps;
    }

    private static async Task<long> PutAsync(StoreHost host, string lKey) =>
        Assert.IsType<PutResult>((await host.CommitAsync(Tx.Of("p", Tx.Put(lKey, "v")))).Results[0]).Version;

    private static bool Deleted(TransactionResult result) =>
        Assert.IsType<DeleteResult>(result.Results[0]).Deleted;
}
