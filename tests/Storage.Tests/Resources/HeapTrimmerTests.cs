using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Resources;

/// <summary>Memory goes back some seconds after indexes closed: once for all of them.</summary>
public sealed class HeapTrimmerTests
{
    [Fact]
    public void Closed_ManyTimes_TrimsOnceAndAgainLater()
    {
        var time = new ManualTimeProvider();
        var trims = 0;
        using var trimmer = new HeapTrimmer(time, () => trims++);
        for (var i = 0; i < 100; i++)
        {
            trimmer.Closed();
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(0, trims);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, trims);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, trims);
        trimmer.Closed();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, trims);
    }

    [Fact]
    public void Flushed_Often_TrimsOnceAMinute()
    {
        var time = new ManualTimeProvider();
        var trims = 0;
        using var trimmer = new HeapTrimmer(time, () => trims++);
        for (var second = 0; second < 600; second++)
        {
            trimmer.Flushed();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(9, trims);
    }

    [Fact]
    public void Flushed_SoonAfterIndexesClosed_DoesNothing()
    {
        var time = new ManualTimeProvider();
        var trims = 0;
        using var trimmer = new HeapTrimmer(time, () => trims++);
        time.Advance(TimeSpan.FromMinutes(2));
        trimmer.Closed();
        time.Advance(TimeSpan.FromSeconds(5));
        trimmer.Flushed();
        Assert.Equal(1, trims);
        time.Advance(TimeSpan.FromMinutes(1));
        trimmer.Flushed();
        Assert.Equal(2, trims);
    }

    [Fact]
    public void TrimHeap_OfThisProcess_Returns() => LibC.TrimHeap();
}
