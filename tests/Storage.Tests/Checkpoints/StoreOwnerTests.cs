using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.S3;
using Orleans.TableService.Storage.Tests.Checkpoints.S3;
using Orleans.TableService.Storage.Tests.Journals;
using Orleans.TableService.Storage.Tests.Ranges;
using Orleans.TableService.Tests.Support;
using Orleans.TableService.Tests.Support.S3;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>One place of checkpoints serves the journals of one store, whoever else is told to use it.</summary>
public sealed class StoreOwnerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly Guid First = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly Guid Second = Guid.Parse("10112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void Require_ByAnother_IsRefusedWithBothNamesAndWhatToDo()
    {
        var store = new FaultyStore();
        OwnerOf(store, First).Require(default);
        Assert.Equal(System.Text.Encoding.ASCII.GetBytes($"journals {First}\n"), store.Objects[StoreOwner.ObjectName]);
        OwnerOf(store, First).Require(default);
        var error = Assert.Throws<StoreOwnedException>(() => OwnerOf(store, Second).Require(default));
        Assert.Equal(
            $"The checkpoints in here belong to other journals ({First}; here are {Second}): name another place for "
            + "these, or, when those journals are gone for good, remove the object 'owner' there.",
            error.Message);
        Assert.Single(store.Objects);
    }

    [Fact]
    public void Require_WhenTheObjectWasRemoved_LetsAnotherTakeOverAndRefusesTheFirst()
    {
        var store = new FaultyStore();
        var (first, second) = (OwnerOf(store, First), OwnerOf(store, Second));
        first.Require(default);
        store.Objects.Clear();
        second.Require(default);
        Assert.Throws<StoreOwnedException>(() => first.Require(default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("journals of somebody")]
    public void Require_OfAnObjectThatSaysNothing_IsRefused(string contents)
    {
        var store = new FaultyStore();
        store.Objects[StoreOwner.ObjectName] = System.Text.Encoding.ASCII.GetBytes(contents);
        var error = Assert.Throws<StoreOwnedException>(() => OwnerOf(store, First).Require(default));
        Assert.Contains("(not readable; here are", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_WhenTheStoreLosesIt_IsRefused()
    {
        var store = new FaultyStore { Loses = _ => true };
        Assert.ThrowsAny<IOException>(() => OwnerOf(store, First).Require(default));
    }

    [Fact]
    public async Task Require_ByManyAtOnceInABucket_LetsOneIn()
    {
        await using var server = await S3TestServer.StartAsync();
        using var store = new S3CheckpointStore(S3Stores.Options(server));
        var claims = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => Record.Exception(() => OwnerOf(store, Guid.NewGuid()).Require(default)),
            default,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        var errors = await Task.WhenAll(claims);
        Assert.Single(errors, error => error is null);
        Assert.Equal(7, errors.Count(error => error is StoreOwnedException));
        Assert.Equal($"{S3Stores.Prefix}owner", Assert.Single(server.Objects.Keys));
    }

    [Fact]
    public async Task Engine_WithThePlaceOfAnother_TouchesNothingAndDoesNotStart()
    {
        await using var server = await S3TestServer.StartAsync();
        var (owner, others) = ($"{S3Stores.Prefix}owner", $"{S3Stores.Prefix}1024/1024/of/another");
        OwnerOf(new S3CheckpointStore(S3Stores.Options(server)), First).Require(default);
        server.Objects[others] = [1];
        using var store = new S3CheckpointStore(S3Stores.Options(server));
        await using var host = await StoreHost.StartAsync(checkpoints: store);
        await host.CommitAsync(Tx.Of("key", Tx.Put("a", "1")));

        var start = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Engine.StartAsync(default));
        Assert.Contains("remove the object 'owner' there", start.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreOwnedException>(host.CheckpointAsync);
        var delete = await Assert.ThrowsAsync<UnavailableException>(
            () => host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default));
        Assert.Contains("belong to other journals", delete.Message, StringComparison.Ordinal);
        Assert.Equal([others, owner], server.Objects.Keys.Order(StringComparer.Ordinal));

        server.Objects.TryRemove(owner, out _);
        await host.ReopenAsync();
        await host.CommitAsync(Tx.Of("key", Tx.Put("a", "2")));
        Assert.NotEqual(0, await host.CheckpointAsync());
    }

    [Fact]
    public async Task Engine_OnAMachineWithoutItsFiles_IsStillTheOwner()
    {
        var store = new FaultyStore();
        await using var host = await StoreHost.StartAsync(checkpoints: store);
        foreach (var value in (string[])["1", "2"])
        {
            await host.CommitAsync(Tx.Of("key", Tx.Put("a", value)));
            await host.CheckpointAsync();
        }

        host.Journals.File(StoreHost.Descriptor.Id).Trim(1);
        await host.RestartAsync(() => Directory.Delete(host.IndexDirectory, recursive: true), crashes: true);
        await host.Engine.StartAsync(default);
        Assert.NotNull(await host.GetAsync("key", "a"));
        await host.CommitAsync(Tx.Of("key", Tx.Put("a", "3")));
        Assert.NotEqual(0, await host.CheckpointAsync());
    }

    [Fact]
    public async Task Engine_WhoseStoreIsOutOfReachAtTheStart_Starts()
    {
        var store = new FaultyStore { Fails = (_, _) => true };
        await using var host = await StoreHost.StartAsync(checkpoints: store);
        await host.Engine.StartAsync(default);
        await host.CommitAsync(Tx.Of("key", Tx.Put("a", "1")));
        store.Fails = (_, _) => false;
        Assert.NotEqual(0, await host.CheckpointAsync());
        Assert.True(store.Objects.ContainsKey(StoreOwner.ObjectName));
    }

    [Fact]
    public async Task Engine_WhoseStoreHangsAtTheStart_StartsAndClosesWithoutWaitingForIt()
    {
        var time = new ManualTimeProvider();
        var store = new FaultyStore { Hangs = (_, name) => name == StoreOwner.ObjectName };
        await using var host = await StoreHost.StartAsync(time: time, checkpoints: store);
        var start = host.Engine.StartAsync(default);
        await store.Hung.WaitAsync(Patience);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(start.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await start.WaitAsync(Patience);

        // The clock stands still from here on: nobody waits for the store's own time to be over.
        store.Hangs = (_, _) => false;
        await host.CommitAsync(Tx.Of("key", Tx.Put("a", "1")));
        Assert.NotEqual(0, await host.CheckpointAsync());
        await host.Engine.DisposeAsync().AsTask().WaitAsync(Patience);
    }

    [Fact]
    public async Task Engine_ThatClosesWhileItsStoreHangsAtTheStart_DoesNotWait()
    {
        var store = new FaultyStore { Hangs = (_, name) => name == StoreOwner.ObjectName };
        await using var host = await StoreHost.StartAsync(time: new ManualTimeProvider(), checkpoints: store);
        var start = host.Engine.StartAsync(default);
        await store.Hung.WaitAsync(Patience);

        await host.Engine.DisposeAsync().AsTask().WaitAsync(Patience);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(Patience));
    }

    [Fact]
    public async Task Engine_InADirectoryThatItShares_IsRefused()
    {
        using var shared = new TemporaryDirectory();
        void Configure(StorageOptions options) => options.Checkpoints.Directory = shared.Path;
        await using var first = await StoreHost.StartAsync(Configure);
        await using var second = await StoreHost.StartAsync(Configure);
        await first.Engine.StartAsync(default);
        var start = await Assert.ThrowsAsync<InvalidOperationException>(() => second.Engine.StartAsync(default));
        Assert.Contains($"The checkpoints in {shared.Path} belong", start.Message, StringComparison.Ordinal);
    }

    private static StoreOwner OwnerOf(ICheckpointStore store, Guid id)
    {
        var owner = new StoreOwner(new BoundedStore(store, TimeSpan.FromSeconds(30), TimeProvider.System), "here");
        owner.Set(id);
        return owner;
    }
}
