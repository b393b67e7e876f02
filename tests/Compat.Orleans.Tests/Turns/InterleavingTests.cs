using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TableService.Compat;

namespace Orleans.TableService.Tests.Turns;

public sealed class InterleavingTests : IAsyncLifetime
{
    private readonly Stage _stage = new();
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(builder =>
    {
        builder.Services.AddSingleton(_stage);
        builder.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 8);
    });

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Write_WhenAnotherWriteAwaits_RunsAfterIt()
    {
        var grain = Grain();
        var calls = new[] { grain.WriteAsync("1"), grain.WriteAsync("2") };
        Assert.Equal("in 1", await _stage.NextAsync());
        _stage.Open("2");
        _stage.Open("1");
        await Task.WhenAll(calls);

        Assert.Equal(["out 1", "in 2", "out 2"], await EventsAsync(3));
    }

    [Fact]
    public async Task AlwaysInterleave_WhenAWriteAwaits_RunsMeanwhile()
    {
        var grain = Grain();
        var write = grain.WriteAsync("1");
        Assert.Equal("in 1", await _stage.NextAsync());
        _stage.Open("between");
        await grain.InterleaveAsync("between");
        _stage.Open("1");
        await write;

        Assert.Equal(["in between", "out between", "out 1"], await EventsAsync(3));
    }

    [Fact]
    public async Task ReadOnly_WhenAnotherReads_RunsBesideIt_ButNotBesideAWrite()
    {
        var grain = Grain();
        var calls = new List<Task> { grain.ReadAsync("r1") };
        Assert.Equal("in r1", await _stage.NextAsync());
        calls.Add(grain.ReadAsync("r2"));
        Assert.Equal("in r2", await _stage.NextAsync());
        calls.Add(grain.WriteAsync("w"));
        calls.Add(grain.ReadAsync("r3"));
        _stage.Open("r1");
        Assert.Equal("out r1", await _stage.NextAsync());
        _stage.Open("r2");
        Assert.Equal(["out r2", "in w"], await EventsAsync(2));
        _stage.Open("w");
        Assert.Equal(["out w", "in r3"], await EventsAsync(2));
        _stage.Open("r3");
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Reentrant_WhenAWriteAwaits_OthersRunMeanwhile()
    {
        var grain = _silo.Grains.GetGrain<IReentrantTurnGrain>("a");
        var calls = new[] { grain.WriteAsync("1"), grain.WriteAsync("2") };

        Assert.Equal(["in 1", "in 2"], await EventsAsync(2));
        _stage.Open("1");
        _stage.Open("2");
        await Task.WhenAll(calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Turns_WhenManyCallsInterleave_NeverRunTwoAtOnce(bool fromPool)
    {
        await using var silo = await TestSilo.StartAsync(builder => builder.Services.AddSingleton(_stage));
        var grain = silo.Grains.GetGrain<ITurnGrain>("a", typeof(TurnGrain).FullName);

        // From the pool, calls run on the caller's thread where the grain is idle.
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => fromPool
            ? Task.Run(async () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    await grain.CountAsync(5);
                }
            })
            : grain.CountAsync(100)));

        Assert.Equal(5001, await grain.CountAsync(1));
    }

    [Fact]
    public async Task Await_WhenItHops_ComesBackToTheGrainsScheduler()
    {
        var grain = Grain();
        Assert.True(await grain.HopsStayAsync());
        Assert.True(await Task.Run(grain.HopsStayAsync));
    }

    [Fact]
    public async Task InterleavingCall_WhenMadeFromThePool_DoesNotSeeTheCallersAsyncLocals()
    {
        var local = new AsyncLocal<string?> { Value = "caller's" };
        var seen = "unset";
        await Task.Run(async () =>
        {
            await Grain().CountAsync(1);
            var request = new ProbeRequest(() => seen = local.Value) { Method = GrainMethod.Pull };
            _silo.Runtime.Deliver(
                request,
                _silo.Runtime.Manifest.ClassFor(typeof(ITurnGrain), typeof(TurnGrain).FullName),
                ((GrainReference)Grain()).GrainId);
            await request.Task;
        });

        Assert.Null(seen);
    }

    [Fact]
    public async Task Call_WhenTheActivationHoldsItsLimit_IsRefused()
    {
        var grain = Grain();
        var calls = Enumerable.Range(0, 8).Select(_ => grain.WriteAsync("1")).ToArray();

        await Assert.ThrowsAsync<LimitExceededException>(() => grain.WriteAsync("1"));
        _stage.Open("1");
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task OneWay_WhenTheGrainThrows_TheCallerHearsNothing()
    {
        await Grain().ForgetAsync("me");
        Assert.Equal("forgot me", await _stage.NextAsync());
    }

    private ITurnGrain Grain() => _silo.Grains.GetGrain<ITurnGrain>("a", typeof(TurnGrain).FullName);

    private async Task<string[]> EventsAsync(int count)
    {
        var events = new string[count];
        for (var i = 0; i < count; i++)
        {
            events[i] = await _stage.NextAsync();
        }

        return events;
    }

    private sealed class ProbeRequest(Action probe) : GrainRequest<NoResult>
    {
        public override Task Invoke(object grain)
        {
            probe();
            return System.Threading.Tasks.Task.CompletedTask;
        }
    }
}
