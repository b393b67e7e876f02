using Microsoft.Extensions.Logging;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Tests.Ranges;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>Checkpoint stores that hang, lie or damage: nobody waits for ever, and nothing false is believed.</summary>
public sealed class FaultyStoreTests
{
    private readonly FaultyStore _store = new();
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData("list")]
    [InlineData("open")]
    [InlineData("put")]
    [InlineData("putfile")]
    [InlineData("copy")]
    [InlineData("delete")]
    public async Task Checkpoint_WhenTheStoreHangs_EndsAndTheRangeGoesOn(string method)
    {
        await using var host = await StartAsync();
        await host.RestartAsync();
        await PutAsync(host, "3");
        _store.Hangs = (called, _) => called == method;

        var error = await Record.ExceptionAsync(() => WhileTimePassesAsync(host.CheckpointAsync()));
        Assert.True(error is IOException || (method == "delete" && error is null), error?.ToString());
        await PutAsync(host, "4");
        _store.Hangs = (_, _) => false;
        Assert.Equal(4, await host.CheckpointAsync());
        Assert.Equal(2, Manifests().Count);
    }

    [Fact]
    public async Task Close_WhileTheStoreHangs_DoesNotWaitForIt()
    {
        await using var host = await StartAsync();
        await PutAsync(host, "3");
        _store.Hangs = (called, _) => called == "putfile";
        var checkpoint = host.CheckpointAsync();
        await _store.Hung.WaitAsync(TimeSpan.FromSeconds(30));
        await host.RestartAsync();
        Assert.Equal(0, await checkpoint);
        Assert.Equal("3", await ValueAsync(host));
        _store.Hangs = (_, _) => false;
        await host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default);
        Assert.Equal([StoreOwner.ObjectName], _store.Objects.Keys);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("deleteall")]
    public async Task Close_WhileTheStoreHangsInADeletion_EndsItAndItIsDoneAgain(string method)
    {
        await using var host = await StartAsync();
        _store.Hangs = (called, _) => called == method;
        var deletion = host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default);
        await _store.Hung.WaitAsync(TimeSpan.FromSeconds(30));

        // The clock stands still: nobody waits for the store's own time to be over.
        await host.RestartAsync();
        var error = await Assert.ThrowsAsync<UnavailableException>(() => deletion);
        Assert.EndsWith("(the storage engine is closing): try again.", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(Manifests());

        _store.Hangs = (_, _) => false;
        await host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default);
        Assert.Equal([StoreOwner.ObjectName], _store.Objects.Keys);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(FileNotFoundException))]
    public async Task Close_ThatLetsADeletionFailInTheStore_EndsItAndItIsDoneAgain(Type error)
    {
        await using var host = await StartAsync();
        ThrowsWhenItsCallsEnd(host, "deleteall", "", (Exception)Activator.CreateInstance(error)!);

        var refused = await Assert.ThrowsAsync<UnavailableException>(
            () => host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default));
        Assert.EndsWith("(the storage engine is closing): try again.", refused.Message, StringComparison.Ordinal);
        _store.Throws = (_, _) => null;
        await host.RestartAsync();
        await host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default);
        Assert.Equal([StoreOwner.ObjectName], _store.Objects.Keys);
    }

    [Theory]
    [InlineData("list", "", 1)]
    [InlineData("open", "/manifests/", 1)]
    [InlineData("open", "/files/", 1)]
    [InlineData("open", "/files/", 0)]
    public async Task Close_ThatLetsARestoreFailInTheStore_IsNoError(string method, string name, long trimLsn)
    {
        await using var host = await StartAsync();
        await LoseIndexAsync(host, trimLsn);
        ThrowsWhenItsCallsEnd(host, method, name, new InvalidOperationException("The request was aborted."));

        var get = await host.SubmitAsync(Tx.Of("p", Tx.Get("n")));
        Assert.Equal(FaultCode.RangeUnavailable, get.Fault!.Code);
        Assert.Empty(host.Log.AboveInformation());
        _store.Throws = (_, _) => null;
        await host.RestartAsync();
        Assert.Equal("2", await ValueAsync(host));
    }

    [Theory]
    [InlineData("manifests")]
    [InlineData("files")]
    public async Task Checkpoint_WhenTheStoreLiesAboutSuccess_IsNotBelieved(string what)
    {
        await using var host = await StartAsync();
        await PutAsync(host, "3");
        _store.Loses = name => name.Contains(what, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<IOException>(host.CheckpointAsync);
        Assert.Equal(1, ((Storage.Ranges.RangeStore)host.Range).TrimBound);

        _store.Loses = _ => false;
        Assert.Equal(3, await host.CheckpointAsync());
        Assert.Equal(2, ((Storage.Ranges.RangeStore)host.Range).TrimBound);
    }

    [Theory]
    [InlineData("manifests")]
    [InlineData("files")]
    public async Task Checkpoint_WhenTheStoreKeepsDamagedBytes_IsNotBelieved(string what)
    {
        await using var host = await StartAsync();
        await PutAsync(host, "3");
        var kept = _store.Objects.Keys.ToHashSet();
        _store.Reads = (name, bytes) =>
            kept.Contains(name) || !name.Contains(what, StringComparison.Ordinal) ? bytes : Flip(bytes);
        await Assert.ThrowsAnyAsync<IOException>(host.CheckpointAsync);
        Assert.Equal(1, ((Storage.Ranges.RangeStore)host.Range).TrimBound);
        _store.Reads = (_, bytes) => bytes;
        Assert.Equal(3, await host.CheckpointAsync());
        await LoseIndexAsync(host, 2);
        Assert.Equal("3", await ValueAsync(host));
    }

    [Fact]
    public async Task Open_WhenTheStoreReturnsDamagedBytes_FallsBackAndTheNextCheckpointTrustsNothingOfIt()
    {
        await using var host = await StartAsync();
        var newest = Manifests()[^1];
        var manifest = Storage.Checkpoints.CheckpointManifest.Decode(_store.Objects[newest]);
        var bad = manifest.Objects.Select(file => Convert.ToHexStringLower(file.Hash.Span)).Last();
        _store.Reads = (name, bytes) => name.Contains(bad, StringComparison.Ordinal) ? Flip(bytes) : bytes;
        await LoseIndexAsync(host, 1);
        Assert.Equal("2", await ValueAsync(host));
        Assert.Equal(0, ((Storage.Ranges.RangeStore)host.Range).TrimBound);

        // The one that was restored, which is good, and this one.
        _store.Reads = (_, bytes) => bytes;
        await PutAsync(host, "3");
        Assert.Equal(3, await host.CheckpointAsync());
        Assert.Equal(1, ((Storage.Ranges.RangeStore)host.Range).TrimBound);
        Assert.DoesNotContain(newest, Manifests());
    }

    [Fact]
    public async Task Open_WhenTheStoreIsOutOfReach_SaysThatItMayPassAndLaterOpens()
    {
        foreach (var hangs in (bool[])[true, false])
        {
            await using var host = await StartAsync();
            _store.Hangs = (_, _) => hangs;
            _store.Fails = (_, _) => !hangs;
            await LoseIndexAsync(host, 1);
            var fault = (await WhileTimePassesAsync(host.SubmitAsync(Tx.Of("p", Tx.Get("n"))))).Fault!;
            Assert.Equal(FaultCode.RangeUnavailable, fault.Code);
            Assert.Contains("checkpoint", fault.Message, StringComparison.Ordinal);
            Assert.Single(host.Log.Of(LogLevel.Error));
            _store.Hangs = _store.Fails = (_, _) => false;
            await host.ReopenAsync();
            Assert.Equal("2", await ValueAsync(host));
            await host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default);
            _store.Objects.Clear();
        }
    }

    [Theory]
    [InlineData("list", 1)]
    [InlineData("files", 1)]
    [InlineData("files", 0)]
    public async Task Close_WhileTheStoreHangsInARestore_DoesNotWaitForIt(string what, long trimLsn)
    {
        await using var host = await StartAsync();
        _store.Hangs = (method, name) => method == what || name.Contains($"/{what}/", StringComparison.Ordinal);
        await LoseIndexAsync(host, trimLsn);
        var get = host.SubmitAsync(Tx.Of("p", Tx.Get("n")));
        await _store.Hung.WaitAsync(TimeSpan.FromSeconds(30));

        // The clock stands still.
        await host.RestartAsync();
        Assert.Equal(FaultCode.RangeUnavailable, (await get).Fault!.Code);
        _store.Hangs = (_, _) => false;
        Assert.Equal("2", await ValueAsync(host));

        // A close is no error, and the restore that it cut short is none.
        Assert.Empty(host.Log.AboveInformation());
        Assert.Single(
            host.Log.Of(LogLevel.Information),
            text => text.Contains("closes while its index is restored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_WhenTheStoreIsOutOfReachAndTheJournalIsWhole_ReplaysTheJournal()
    {
        await using var host = await StartAsync();
        _store.Hangs = (_, _) => true;
        await LoseIndexAsync(host, 0);
        Assert.Equal("2", await WhileTimePassesAsync(ValueAsync(host)));
    }

    [Fact]
    public async Task Open_WhenTheProcessDiesInMidRestore_StartsAnew()
    {
        await using var host = await StartAsync();
        var opened = 0;
        _store.Fails = (method, _) => method == "open" && Interlocked.Increment(ref opened) > 3;
        await LoseIndexAsync(host, 1);
        Assert.Equal(FaultCode.RangeUnavailable, (await host.SubmitAsync(Tx.Of("p", Tx.Get("n")))).Fault!.Code);
        _store.Fails = (_, _) => false;
        await host.RestartAsync();
        Assert.Equal("2", await ValueAsync(host));
    }

    [Fact]
    public async Task Delete_WhenTheStoreIsOutOfReach_SaysSoAndIsDoneAgain()
    {
        await using var host = await StartAsync();
        _store.Fails = (method, _) => method == "deleteall";
        await Assert.ThrowsAsync<UnavailableException>(
            () => host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default));
        _store.Fails = (_, _) => false;
        await host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default);
        Assert.Equal([StoreOwner.ObjectName], _store.Objects.Keys);
    }

    // As stores do whose own libraries know no cancellation, and tell what it has led to.
    private void ThrowsWhenItsCallsEnd(StoreHost host, string method, string name, Exception error) =>
        _store.Throws = (called, of) =>
        {
            if (called != method || !of.Contains(name, StringComparison.Ordinal))
            {
                return null;
            }

            // Through to the token of the call.
            host.Engine.BeginCloseAsync().GetAwaiter().GetResult();
            return error;
        };

    private async Task<StoreHost> StartAsync()
    {
        var host = await StoreHost.StartAsync(
            options =>
            {
                options.Checkpoints.StoreTimeout = TimeSpan.FromSeconds(10);
                options.Checkpoints.RetryDelay = TimeSpan.Zero;
                options.IndexIdleTimeout = TimeSpan.FromDays(1);
            },
            _time,
            checkpoints: _store);
        await PutAsync(host, "1");
        Assert.Equal(1, await host.CheckpointAsync());
        await PutAsync(host, "2");
        Assert.Equal(2, await host.CheckpointAsync());
        return host;
    }

    // A store that answers has all the time that it needs; one that hangs has none for long.
    private async Task<T> WhileTimePassesAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            if (_store.Hung.IsCompleted)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }

            await Task.Yield();
        }

        return await task;
    }

    private List<string> Manifests() =>
        [.. _store.Objects.Keys
            .Where(name => name.Contains("manifests", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    private static Task LoseIndexAsync(StoreHost host, long trimLsn) => host.RestartAsync(() =>
    {
        Directory.Delete(host.IndexDirectory, recursive: true);
        host.Journals.File(StoreHost.Descriptor.Id).Trim(trimLsn);
    });

    private static Task PutAsync(StoreHost host, string value) => host.CommitAsync(Tx.Of("p", Tx.Put("n", value)));

    private static async Task<string?> ValueAsync(StoreHost host) =>
        await host.GetAsync("p", "n") is { } entry ? Tx.Text(entry.Value) : null;

    private static byte[] Flip(byte[] bytes)
    {
        var damaged = (byte[])bytes.Clone();
        damaged[damaged.Length / 2] ^= 1;
        return damaged;
    }
}
