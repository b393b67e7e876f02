using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>How much slower writers get while the commit log fills.</summary>
public sealed class RoomTests
{
    private const long SizeMaxBytes = 512 << 20;
    private const long WrittenBytes = 1 << 20;

    [Fact]
    public void DelayOf_GrowsSmoothlyFromThreeQuartersOfTheBound()
    {
        var last = TimeSpan.Zero;
        for (var size = 0L; size <= 2 * SizeMaxBytes; size += 1 << 20)
        {
            var delay = RoomGuard.DelayOf(size, SizeMaxBytes, WrittenBytes);
            Assert.Equal(size <= SizeMaxBytes / 4 * 3, delay == TimeSpan.Zero);
            Assert.InRange(delay, last, last + TimeSpan.FromMilliseconds(0.13));
            last = delay;
        }
    }

    [Fact]
    public void DelayOf_AtTheBoundAndBeyond_Is64MiBPerSecond()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), RoomGuard.DelayOf(SizeMaxBytes, SizeMaxBytes, 64 << 20));
        Assert.Equal(TimeSpan.FromSeconds(1), RoomGuard.DelayOf(3 * SizeMaxBytes, SizeMaxBytes, 64 << 20));
        Assert.Equal(TimeSpan.FromSeconds(0.5), RoomGuard.DelayOf(SizeMaxBytes / 8 * 7, SizeMaxBytes, 64 << 20));
    }
}
