using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Tests.Journals;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>A wall clock that jumps, under a range that works on.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task CommitTimes_WhenTheWallClockJumpsBackAndForth_NeverGoBackAndDoNotLeap()
    {
        using var directory = new TemporaryDirectory();
        var time = new ManualTimeProvider();
        var start = time.GetUtcNow();
        var disk = new SimulatedDisk();
        var count = 0;
        await using (var engine = new EngineOnDisk(disk, directory.Path, time))
        {
            await engine.CreateAsync(1);
            count = await JumpAsync(engine, time, count, -7200, 30, 86_400, -86_400, -5, 3_000_000, -3_000_000);
        }

        var first = await CommitTimesAsync(disk, time);
        Assert.InRange(first[^1] - first[0], TimeSpan.Zero, (count * Tick) + TimeSpan.FromMinutes(1));

        // The next life begins in the past, and later finds itself in the future.
        time.StepWall(TimeSpan.FromDays(-400));
        await using (var engine = new EngineOnDisk(disk, directory.Path, time))
        {
            await engine.OpenAsync(1);
            count = await JumpAsync(engine, time, count, 0, 40, -1000, 900_000_000, -900_000_000);
        }

        var all = await CommitTimesAsync(disk, time);
        Assert.Equal(count, all.Count);
        Assert.Equal(all.Order(), all);
        Assert.InRange(all[^1] - start, TimeSpan.Zero, (count * Tick) + TimeSpan.FromMinutes(2));
    }

    private static async Task<int> JumpAsync(
        EngineOnDisk engine, ManualTimeProvider time, int count, params int[] jumpsSeconds)
    {
        foreach (var seconds in jumpsSeconds)
        {
            Assert.True((await engine.CountAsync(1, "key", ++count)).IsResult);
            time.StepWall(TimeSpan.FromSeconds(seconds));
            time.Advance(Tick);
            Assert.True((await engine.CountAsync(1, "key", ++count)).IsResult);
        }

        Assert.Equal(($"{count}", count, $"{count}"), await engine.ReadAsync(1, "key"));
        return count;
    }

    private static async Task<List<DateTimeOffset>> CommitTimesAsync(SimulatedDisk disk, TimeProvider time)
    {
        await using var store = FileJournalStore.Open(FaultRanges.Options(), time, NullLogger.Instance, disk);
        await using var journal = await store.OpenAsync(FaultRanges.Id(1), FaultRanges.JournalId(1, 1), default);
        using var reader = journal.OpenReader(1);
        var times = new List<DateTimeOffset>();
        while (reader.TryRead(out var group))
        {
            foreach (var record in group)
            {
                times.Add(DateTimeOffset.FromUnixTimeMilliseconds(new RecordReader(record).Header.CommitMs));
            }
        }

        return times;
    }
}
