using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Tests.Threads;

public sealed class ThreadSignalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void Wait_AfterSet_EndsAtOnceAndTakesTheSignal()
    {
        var signal = new ThreadSignal();
        signal.Set();
        signal.Set();
        Assert.True(signal.Wait(Timeout.InfiniteTimeSpan));
        Assert.False(signal.Wait(TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void Wait_WithoutSet_EndsWithItsTime()
    {
        var signal = new ThreadSignal();
        Assert.False(signal.Wait(TimeSpan.Zero));
        Assert.False(signal.Wait(TimeSpan.FromMilliseconds(3)));
        signal.Set();
        Assert.True(signal.Wait(TimeSpan.Zero));
    }

    // Two threads wake each other: a signal that is lost leaves both asleep.
    [Fact]
    public async Task Set_WhileTheOtherFallsAsleep_IsNeverLost()
    {
        const int Turns = 50_000;
        var (ping, pong) = (new ThreadSignal(), new ThreadSignal());
        var other = Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Turns && ping.Wait(Patience); i++)
                {
                    pong.Set();
                }
            },
            TaskCreationOptions.LongRunning);
        for (var i = 0; i < Turns; i++)
        {
            ping.Set();
            Assert.True(pong.Wait(Patience), $"Nobody answered turn {i}.");
        }

        await other.WaitAsync(Patience);
    }
}
