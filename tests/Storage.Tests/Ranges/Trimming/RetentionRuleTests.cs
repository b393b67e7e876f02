using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges.Trimming;

namespace Orleans.TableService.Storage.Tests.Ranges.Trimming;

public sealed class RetentionRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    // Files that begin at 100, 200, ... 900, of 10 bytes each, begun an hour after the other: the last at 12:00.
    private static readonly JournalCut[] Cuts =
        [.. Enumerable.Range(1, 9).Select(i => new JournalCut(100 * i, 10 * i, Now.AddHours(i - 9)))];

    [Theory]
    [InlineData(null, null, 1000, 0L)]
    [InlineData(0, null, 555, 556L)]
    [InlineData(null, 0L, 555, 556L)]
    [InlineData(null, 30L, 1000, 700L)]
    [InlineData(null, 31L, 1000, 600L)]
    [InlineData(null, 30L, 650, 600L)]
    [InlineData(null, 30L, 699, 700L)]
    [InlineData(null, 1000L, 1000, 0L)]
    [InlineData(3, null, 1000, 600L)]
    [InlineData(3, null, 500, 500L)]
    [InlineData(20, null, 1000, 0L)]
    [InlineData(3, 30L, 1000, 700L)]
    [InlineData(1, 70L, 1000, 800L)]
    [InlineData(1, 1L, 0, 0L)]
    public void FirstLsnToKeep_OfAJournal_IsWhatTheTighterBoundSaysButNeverPastTheCheckpoint(
        int? hours, long? sizeBytes, long bound, long expected)
    {
        var retention = new HistoryRetention
        {
            Time = hours is { } time ? TimeSpan.FromHours(time) : null,
            SizeBytes = sizeBytes,
        };

        var first = new RetentionRule(retention, bound, Now).FirstLsnToKeep(Cuts, 100, out _);

        Assert.Equal(expected, first);
    }

    [Theory]
    [InlineData(3, 1000, 1.0)]
    [InlineData(3, 600, null)]
    [InlineData(20, 1000, 12.0)]
    [InlineData(20, 50, null)]
    public void FirstLsnToKeep_WhenMoreWillBeOld_SaysWhen(int hours, long bound, double? expected)
    {
        var retention = new HistoryRetention { Time = TimeSpan.FromHours(hours) };

        new RetentionRule(retention, bound, Now).FirstLsnToKeep(Cuts, 100, out var dueAt);

        Assert.Equal(expected, (dueAt - Now)?.TotalHours);
    }

    [Fact]
    public void FirstLsnToKeep_WhenNoTimeIsKnownOrTheTimeIsEndless_KeepsAll()
    {
        var unknown = Cuts.Select(cut => cut with { WrittenBefore = null }).ToList();
        var hour = new RetentionRule(new HistoryRetention { Time = TimeSpan.FromHours(1) }, 1000, Now);
        var endless = new RetentionRule(new HistoryRetention { Time = TimeSpan.MaxValue }, 1000, Now);

        Assert.Equal(0, hour.FirstLsnToKeep(unknown, 100, out var dueAt));
        Assert.Null(dueAt);
        Assert.Equal(0, endless.FirstLsnToKeep(Cuts, 100, out dueAt));
        Assert.Null(dueAt);
    }
}
