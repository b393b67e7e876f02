using Microsoft.Extensions.DependencyInjection;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Tests.Timers;

public sealed class GrainTimerTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Stage _stage = new();
    private readonly ManualTimeProvider _time = new();
    private TestSilo _silo = null!;

    public async Task InitializeAsync()
        => _silo = await TestSilo.StartAsync(builder => builder.Services.AddSingleton(_stage), _time);

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Timer_WhenDue_TicksAtDueTimeAndEachPeriod_AlsoAfterAFailure()
    {
        var grain = Grain();
        await grain.StartAsync(5 * Second, 2 * Second, interleave: false, keepAlive: false);
        _time.Advance(4 * Second);
        await grain.PingAsync();
        Assert.False(_stage.HasEvents);

        foreach (var (tick, at) in new[] { (1, 5), (2, 7), (3, 9), (4, 11) })
        {
            _time.Advance(tick == 1 ? Second : 2 * Second);
            Assert.Equal($"tick {tick} at {at}", await _stage.NextAsync());
            await grain.PingAsync();
        }
    }

    [Fact]
    public async Task Timer_WhenACallAwaits_TicksAfterIt()
    {
        var grain = Grain();
        await grain.StartAsync(Second, Timeout.InfiniteTimeSpan, interleave: false, keepAlive: false);
        var hold = grain.HoldAsync("gate");
        Assert.Equal("holding", await _stage.NextAsync());
        _time.Advance(2 * Second);
        _stage.Open("gate");
        await hold;

        Assert.Equal("held", await _stage.NextAsync());
        Assert.Equal("tick 1 at 2", await _stage.NextAsync());
    }

    [Fact]
    public async Task Timer_WhenItInterleaves_TicksWhileACallAwaits()
    {
        var grain = Grain();
        await grain.StartAsync(Second, Timeout.InfiniteTimeSpan, interleave: true, keepAlive: false);
        var hold = grain.HoldAsync("gate");
        Assert.Equal("holding", await _stage.NextAsync());
        _time.Advance(2 * Second);

        Assert.Equal("tick 1 at 1", (await _stage.NextAsync()).Replace("at 2", "at 1", StringComparison.Ordinal));
        _stage.Open("gate");
        await hold;
    }

    [Fact]
    public async Task Timer_WhenChangedAndStopped_Obeys()
    {
        var grain = Grain();
        await grain.StartAsync(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, interleave: false, keepAlive: false);
        _time.Advance(60 * Second);
        await grain.ChangeAsync(Second, Second);
        _time.Advance(Second);
        Assert.Equal("tick 1 at 61", await _stage.NextAsync());
        await grain.PingAsync();

        await grain.StopAsync();
        _time.Advance(60 * Second);
        await grain.PingAsync();

        Assert.False(_stage.HasEvents);
    }

    [Fact]
    public async Task Grain_WhenUnusedFor15Minutes_Ends_AndItsTimerWithIt()
    {
        var grain = Grain();
        await grain.StartAsync(TimeSpan.FromHours(1), Second, interleave: false, keepAlive: false);
        await _silo.Grains.GetGrain<IKeptGrain>("k").PingAsync();

        _time.Advance(TimeSpan.FromMinutes(14));
        await grain.PingAsync();
        _time.Advance(TimeSpan.FromMinutes(14));
        await grain.PingAsync();
        Assert.False(_stage.HasEvents);
        _time.Advance(TimeSpan.FromMinutes(17));

        Assert.Equal("ended: ActivationIdle", await _stage.NextAsync());
        _time.Advance(TimeSpan.FromHours(2));
        Assert.False(_stage.HasEvents);
    }

    private ITimerGrain Grain() => _silo.Grains.GetGrain<ITimerGrain>("a");
}
