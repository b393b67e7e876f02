using Orleans.TableService.Storage.Threads;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Threads;

public sealed class SharedPaceTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Take_AddsUpBehindOthersUntilTheirTimeIsOver()
    {
        var pace = new SharedPace(_time, Ms(1000));
        Assert.Equal(Ms(10), pace.Take(Ms(10)));
        Assert.Equal(Ms(10.5), pace.Take(Ms(0.5)));
        _time.Advance(Ms(4));
        Assert.Equal(Ms(7), pace.Take(Ms(0.5)));
        _time.Advance(Ms(1000));
        Assert.Equal(Ms(2), pace.Take(Ms(2)));
    }

    [Fact]
    public void Take_OfMoreThanASecond_IsForgivenBeyondIt()
    {
        var pace = new SharedPace(_time, Ms(1000));
        Assert.Equal(Ms(900), pace.Take(Ms(900)));
        Assert.Equal(Ms(1000), pace.Take(Ms(900)));
        _time.Advance(Ms(500));
        Assert.Equal(Ms(600), pace.Take(Ms(100)));
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
