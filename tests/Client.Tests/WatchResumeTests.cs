using System.Text;
using Orleans.TableService.Gateway.Tests;
using Orleans.TableService.Testing;

namespace Orleans.TableService.Client.Tests;

public sealed class WatchResumeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] Key = "k"u8.ToArray();

    [Fact]
    public async Task Watch_WhenItsConnectionBreaksAgainAndAgain_MissesNothingAndRepeatsNothing()
    {
        var service = new InMemoryTableService();
        await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        await using var host = await GatewayHost.StartAsync(service);
        await using var wire = await BreakableWire.StartAsync(host.Address);
        await using var client = Client(wire.Address);
        var table = await client.OpenTableAsync("default", "t");
        var direct = await service.OpenTableAsync("default", "t");
        using var end = new CancellationTokenSource();
        await using var watch = table.WatchAsync(new WatchRequest { PKey = Key }, end.Token).GetAsyncEnumerator(
            end.Token);
        Assert.True(await watch.MoveNextAsync());
        Assert.Empty(watch.Current.Changes);

        var totals = new List<long>();
        for (var i = 0; i < 60; i++)
        {
            await direct.IncrementAsync(Key, Key, 1);
            if (i % 7 == 0)
            {
                await wire.BreakAsync();
            }

            if (i % 3 == 0)
            {
                totals.AddRange(await NextAsync(watch));
            }
        }

        while (totals.Count < 60)
        {
            totals.AddRange(await NextAsync(watch));
        }

        Assert.Equal(Enumerable.Range(1, 60).Select(i => (long)i), totals);
    }

    [Fact]
    public async Task Watch_WhenTheServerComesBack_GoesOn()
    {
        var service = new InMemoryTableService();
        await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        var direct = await service.OpenTableAsync("default", "t");
        var host = await GatewayHost.StartAsync(service);
        var port = host.Address.Port;
        await using var client = Client(host.Address);
        var table = await client.OpenTableAsync("default", "t");
        await using var watch = table.WatchAsync(new WatchRequest { PKey = Key, FromRevision = 1 }).GetAsyncEnumerator(
            );
        Assert.True(await watch.MoveNextAsync());
        await direct.IncrementAsync(Key, Key, 1);
        Assert.Equal([1L], await NextAsync(watch));

        await host.StopAsync();
        await host.DisposeAsync();
        var next = NextAsync(watch);
        await direct.IncrementAsync(Key, Key, 1);
        host = await GatewayHost.StartAsync(service, port: port);

        Assert.Equal([2L], await next.WaitAsync(Patience));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Watch_WhenTheTableIsAnotherAfterwards_EndsInsteadOfMixingTheTwo()
    {
        var service = new InMemoryTableService();
        await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        var host = await GatewayHost.StartAsync(service);
        var port = host.Address.Port;
        await using var client = Client(host.Address);
        var table = await client.OpenTableAsync("default", "t");
        await using var watch = table.WatchAsync(new WatchRequest { PKey = Key }).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());

        await host.DisposeAsync();
        await service.Admin.DeleteStreamAsync("default", "t");
        await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        host = await GatewayHost.StartAsync(service, port: port);

        await Assert.ThrowsAsync<StreamNotFoundException>(() => watch.MoveNextAsync().AsTask().WaitAsync(Patience));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Watch_WhenTheServerStaysAway_EndsAfterTheTimeThatTheOptionGives()
    {
        var service = new InMemoryTableService();
        await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        var host = await GatewayHost.StartAsync(service);
        await using var client = Client(host.Address, TimeSpan.FromMilliseconds(100));
        var table = await client.OpenTableAsync("default", "t");
        await using var watch = table.WatchAsync(new WatchRequest { PKey = Key }).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());

        await host.DisposeAsync();

        await Assert.ThrowsAsync<UnavailableException>(() => watch.MoveNextAsync().AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task Watch_WhenABatchComesInParts_HandsItOutWhole()
    {
        var service = new InMemoryTableService();
        await service.Admin.CreateStreamAsync("default", "t", new StreamConfiguration());
        await using var host = await GatewayHost.StartAsync(
            service, options => options.WatchReplySizeMaxBytes = 1 << 10);
        await using var client = Client(host.Address);
        var table = await client.OpenTableAsync("default", "t");
        await using var watch = table.WatchAsync(new WatchRequest { PKey = Key }).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());

        var puts = Enumerable.Range(0, 20)
            .Select(i => new PutOperation { LKey = Encoding.UTF8.GetBytes($"{i:00}"), Value = new byte[500] });
        await table.CommitAsync(new TableTransaction { PKey = Key, Success = [.. puts] });

        do
        {
            Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(Patience));
        }
        while (watch.Current.Changes.Count == 0);
        Assert.Equal(20, watch.Current.Changes.Count);
    }

    private static TableServiceClient Client(Uri address, TimeSpan? retryFor = null) => new(
        new TableServiceClientOptions
        {
            Address = address,
            RetryDelay = TimeSpan.FromMilliseconds(1),
            RetryDelayMax = TimeSpan.FromMilliseconds(50),
            WatchRetryFor = retryFor,
        });

    private static async Task<List<long>> NextAsync(IAsyncEnumerator<ChangeBatch> watch)
    {
        do
        {
            Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(Patience));
        }
        while (watch.Current.Changes.Count == 0);
        return [.. watch.Current.Changes.Select(change => change.Entry!.Value.Number)];
    }
}
