namespace Orleans.TableService.Tests.Calls;

public sealed class CallTests
{
    [Fact]
    public async Task Call_WhenMade_ReturnsTheResultOfEachKindOfMethod()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Grains.GetGrain<IEchoGrain>("a");

        Assert.Equal("hello", await grain.EchoAsync("hello"));
        Assert.Equal(5, await grain.AddAsync(2, 3));
        await grain.NothingAsync();
        await grain.NothingValueAsync();
        Assert.Equal("a", await grain.KeyAsync());
    }

    [Fact]
    public async Task Call_WhenTheGrainThrows_KeepsTypeMessageAndStack()
    {
        await using var silo = await TestSilo.StartAsync();

        var exception = await Assert.ThrowsAsync<FormatException>(
            () => silo.Grains.GetGrain<IEchoGrain>("a").FailAsync("broken"));

        Assert.Equal("broken", exception.Message);
        Assert.Contains(nameof(EchoGrain.FailAsync), exception.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WhenManyBegin_ReachOneActivation()
    {
        await using var silo = await TestSilo.StartAsync();

        var instances = await Task.WhenAll(Enumerable.Range(0, 100)
            .Select(_ => Task.Run(() => silo.Grains.GetGrain<IEchoGrain>("one").InstanceAsync())));

        Assert.Single(instances.Distinct());
    }

    [Fact]
    public async Task Call_WhenTokenIsCancelled_LetsTheCallerGo()
    {
        await using var silo = await TestSilo.StartAsync();
        using var cancellation = new CancellationTokenSource();

        var call = silo.Grains.GetGrain<IEchoGrain>("a").WaitAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task DeactivateOnIdle_WhenCalled_TheNextCallActivatesAnew()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Grains.GetGrain<IEchoGrain>("a");
        var before = await grain.InstanceAsync();

        await grain.EndAsync();

        Assert.NotEqual(before, await grain.InstanceAsync());
    }
}
