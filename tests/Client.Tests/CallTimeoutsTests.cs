using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Client.Tests;

/// <summary>When shared time-out tokens end calls.</summary>
public sealed class CallTimeoutsTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(999)]
    public void Begin_WhereverInASlice_EndsNoEarlierThanItsTimeoutAndAtMostASliceLater(int offsetMilliseconds)
    {
        var timeouts = new CallTimeouts(Timeout, _time);
        _time.Advance(TimeSpan.FromMilliseconds(offsetMilliseconds));

        var token = timeouts.Begin();
        _time.Advance(Timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(token.IsCancellationRequested);
        _time.Advance(Slice + TimeSpan.FromMilliseconds(1));
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void Begin_OfCallsCloseToEachOther_SharesOneToken()
    {
        var timeouts = new CallTimeouts(Timeout, _time);

        var first = timeouts.Begin();
        _time.Advance(Slice / 2);

        Assert.Equal(first, timeouts.Begin());
        _time.Advance(Slice);
        Assert.NotEqual(first, timeouts.Begin());
    }

    [Fact]
    public void Begin_AfterALongRest_IsNotCancelled()
    {
        var timeouts = new CallTimeouts(Timeout, _time);
        timeouts.Begin();
        _time.Advance(10 * Timeout);

        Assert.False(timeouts.Begin().IsCancellationRequested);
    }

    [Fact]
    public async Task Begin_ByManyThreadsAtTheEdgeOfASlice_IsNeverCancelledEarly()
    {
        var timeouts = new CallTimeouts(TimeSpan.FromMilliseconds(40), TimeProvider.System);
        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var started = TimeProvider.System.GetTimestamp();
                var token = timeouts.Begin();
                Assert.False(
                    token.IsCancellationRequested
                    && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMilliseconds(40));
            }
        }));

        await Task.WhenAll(callers);
    }
}
