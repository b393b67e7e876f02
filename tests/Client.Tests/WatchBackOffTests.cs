using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Client.Tests;

/// <summary>How watches that lost a server come back: later each time, and not all at once.</summary>
public sealed class WatchBackOffTests
{
    private static readonly TableServiceClientOptions Options = new()
    {
        Address = new Uri("http://127.0.0.1:4181"),
        RetryDelay = TimeSpan.FromMilliseconds(100),
        RetryDelayMax = TimeSpan.FromSeconds(1),
    };

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Next_OfMany_IsBetweenHalfAndAllOfACallsWait()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var backOff = BackOff(seed);
            foreach (var most in (int[])[100, 200, 400, 800, 1000, 1000, 1000])
            {
                Assert.InRange(backOff.Next().TotalMilliseconds, most / 2, most);
            }
        }
    }

    [Fact]
    public void Next_OfManyWatches_IsSpreadEvenly()
    {
        var tenths = Enumerable.Range(0, 1000)
            .Select(seed => (int)((BackOff(seed).Next().TotalMilliseconds - 50) / 5))
            .CountBy(tenth => tenth)
            .ToDictionary();

        Assert.Equal(10, tenths.Count);
        Assert.All(tenths.Values, count => Assert.InRange(count, 50, 150));
    }

    [Fact]
    public void Reset_AfterSomeWaits_BeginsWithAShortOne()
    {
        var backOff = BackOff(1);
        Assert.True(backOff.Next() + backOff.Next() + backOff.Next() > TimeSpan.FromMilliseconds(300));

        backOff.Reset();

        Assert.InRange(backOff.Next().TotalMilliseconds, 50, 100);
    }

    [Fact]
    public async Task Wait_OfASeed_EndsAtItsTimeAndNotBefore()
    {
        var expected = BackOff(7).Next();

        var wait = BackOff(7).WaitAsync(default);
        _time.Advance(expected - TimeSpan.FromMilliseconds(1));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await wait.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Wait_WhenItIsGivenUp_Ends()
    {
        using var cancellation = new CancellationTokenSource();
        var wait = BackOff(7).WaitAsync(cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    private WatchBackOff BackOff(int seed) => new(new Calls(Options, _time), _time, new Random(seed));
}
