using Microsoft.Extensions.DependencyInjection;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Tests.Turns;

public sealed class TimeoutTests : IAsyncLifetime
{
    private readonly Stage _stage = new();
    private readonly ManualTimeProvider _time = new();
    private TestSilo _silo = null!;

    public async Task InitializeAsync()
        => _silo = await TestSilo.StartAsync(builder => builder.Services.AddSingleton(_stage), _time);

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Call_WhenNoAnswerComesIn30Seconds_TimesOutAndTheGrainGoesOn()
    {
        var grain = Grain("a");
        var call = grain.WriteAsync("1");
        Assert.Equal("in 1", await _stage.NextAsync());

        _time.Advance(TimeSpan.FromSeconds(28));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        _stage.Open("1");
        Assert.Equal("out 1", await _stage.NextAsync());
        Assert.True(SpinWait.SpinUntil(() => _silo.Runtime.Pending.Count == 0, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Call_WhenItsMethodHasATimeout_UsesThat()
    {
        var call = Grain("a").WriteBrieflyAsync("1");
        Assert.Equal("in 1", await _stage.NextAsync());

        _time.Advance(TimeSpan.FromSeconds(6));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        _stage.Open("1");
    }

    [Fact]
    public async Task Call_WhenItTimedOutBeforeItBegan_NeverRuns()
    {
        var grain = Grain("a");
        var first = grain.WriteAsync("1");
        Assert.Equal("in 1", await _stage.NextAsync());
        var second = grain.WriteAsync("2");
        _time.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        await Assert.ThrowsAsync<TimeoutException>(() => second);

        _stage.Open("1");
        await grain.CountOrderlyAsync(1);

        Assert.Equal("out 1", await _stage.NextAsync());
        Assert.False(_stage.HasEvents);
    }

    [Fact]
    public async Task Call_WhenACircleOfCallsWaitsForItself_TimesOut()
    {
        var call = Grain("a").CallAsync("b", "a");
        Assert.Equal("a calls b", await _stage.NextAsync());
        Assert.Equal("b calls a", await _stage.NextAsync());

        while (!call.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await Grain("a").CountOrderlyAsync(1);
    }

    [Fact]
    public async Task Call_WhenAnswered_IsNoLongerPending()
    {
        for (var i = 0; i < 200; i++)
        {
            await Grain("a").CountOrderlyAsync(2);
        }

        // The answer reaches the caller just before the call leaves the list.
        Assert.True(SpinWait.SpinUntil(() => _silo.Runtime.Pending.Count == 0, TimeSpan.FromSeconds(30)));
    }

    private ITurnGrain Grain(string key) => _silo.Grains.GetGrain<ITurnGrain>(key, typeof(TurnGrain).FullName);
}
