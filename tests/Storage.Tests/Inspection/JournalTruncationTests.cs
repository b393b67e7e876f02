using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Inspection;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Tests.Disks;
using Orleans.TableService.Storage.Tests.Journals;

namespace Orleans.TableService.Storage.Tests.Inspection;

/// <summary>What is cut is gone, what is not is there, whenever the power fails.</summary>
public sealed class JournalTruncationTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Run_BehindAnyRecordOfARange_LeavesThoseBeforeAndAllOthers()
    {
        var disk = await MakeAsync();
        var all = await ReadAsync(disk);
        var range = all.Keys.First();
        for (var last = 0; last < all[range].Count; last++)
        {
            var cut = disk.Copy();
            Run(cut, TruncationPoint.OfRange(range, last));

            Assert.Empty(StoppedStore.Verify(cut).Damages);
            var left = await ReadAsync(cut);
            Assert.Equal(all[range].Take(last), left[range]);
            Assert.All(all.Keys.Skip(1), other => Assert.Equal(all[other], left[other]));
        }
    }

    [Fact]
    public async Task Run_ThenWrites_GoOnBehindTheCut()
    {
        var disk = await MakeAsync();
        var range = (await ReadAsync(disk)).Keys.First();
        Run(disk, TruncationPoint.OfRange(range, 7));
        await using (var store = JournalTestStore.Open(Options(), disk))
        {
            await using var journal = await store.OpenAsync(range, JournalTestStore.JournalId, None);
            Assert.Equal(7, journal.LastLsn);
            for (var i = 0; i < 60; i++)
            {
                await journal.AppendAsync("again " + new string('w', i % 5 * 40));
            }
        }

        Assert.Empty(StoppedStore.Verify(disk).Damages);
        var left = (await ReadAsync(disk))[range];
        Assert.Equal(67, left.Count);
        Assert.StartsWith("8:again", left[7], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfALogThatIsDamaged_MakesItOpenAgain()
    {
        var disk = await MakeAsync();
        var all = await ReadAsync(disk);
        var checkedCount = 0;
        foreach (var path in disk.Files.Where(path => path.EndsWith(".log", StringComparison.Ordinal)))
        {
            foreach (var frame in LogFrames.Of(disk, path).Select(frame => frame.Offset).Where(offset => offset > 0))
            {
                var damaged = disk.Copy();
                damaged.BytesOf(path)[frame + 20] ^= 1;
                if (StoppedStore.Verify(damaged).Damages.Count == 0)
                {
                    continue;
                }

                Assert.True(LogFile.TryParseName(Path.GetFileName(path), out var sequence));
                var files = damaged.Files.ToList();
                if (!TryRun(damaged, TruncationPoint.OfLog(sequence, frame)))
                {
                    // What says that older files are not needed any more lies behind the damage.
                    Assert.Equal(files, damaged.Files);
                    continue;
                }

                Assert.Empty(StoppedStore.Verify(damaged).Damages);
                foreach (var (range, records) in await ReadAsync(damaged))
                {
                    Assert.Equal(all[range].Take(records.Count), records);
                }

                checkedCount++;
            }
        }

        Assert.InRange(checkedCount, 5, int.MaxValue);
    }

    [Fact]
    public async Task Run_WhenThePowerFailsAtAnyStep_IsDoneOrNotDone()
    {
        var disk = await MakeAsync();
        var all = await ReadAsync(disk);
        var range = all.Keys.First();
        const int last = 5;
        for (var step = 0; ; step++)
        {
            var failing = disk.Copy();
            failing.PowerFailsAt = step;
            var isDone = TryRun(failing, TruncationPoint.OfRange(range, last));
            var after = failing.AfterPowerCut((_, _) => step % 2 == 0);
            var left = await ReadAsync(after);

            Assert.True(
                left[range].SequenceEqual(all[range]) || left[range].SequenceEqual(all[range].Take(last)),
                $"step {step}: {left[range].Count} records");
            Assert.All(all.Keys.Skip(1), other => Assert.Equal(all[other], left[other]));
            if (isDone)
            {
                Assert.Equal(last, left[range].Count);
                return;
            }

            // And it can be done again.
            Run(after, TruncationPoint.OfRange(range, last));
            Assert.Equal(last, (await ReadAsync(after))[range].Count);
        }
    }

    [Fact]
    public async Task Plan_WithoutRun_ChangesNothing()
    {
        var disk = await MakeAsync();
        var files = disk.Files.ToList();
        using (var directory = new StoppedDirectory(StoppedStore.Data, disk))
        {
            var range = (await ReadAsync(disk.Copy())).Keys.First();
            using var truncation = new JournalTruncation(directory, TruncationPoint.OfRange(range, 3), None);
            var lost = Assert.Single(truncation.Plan.Ranges);
            Assert.Equal((range, 3, 50), (lost.Range, lost.LastLsn, lost.FoundLsn));
            Assert.Equal(2, truncation.Plan.KeptRangeCount);
        }

        Assert.Equal(files, disk.Files);
    }

    [Fact]
    public async Task Plan_OfAPointThatIsNone_IsRefused()
    {
        var disk = await MakeAsync();
        using var directory = new StoppedDirectory(StoppedStore.Data, disk);
        var range = new RangeId(new TableStreamId(1024), 1024);
        Assert.Throws<DataDirectoryException>(
            () => new JournalTruncation(directory, TruncationPoint.OfRange(range, 51), None));
        Assert.Throws<DataDirectoryException>(
            () => new JournalTruncation(directory, TruncationPoint.OfRange(range with { Number = 9 }, 1), None));
        Assert.Throws<DataDirectoryException>(
            () => new JournalTruncation(directory, TruncationPoint.OfLog(99, 4096), None));
        Assert.Throws<DataDirectoryException>(
            () => new JournalTruncation(directory, TruncationPoint.OfLog(1, 1L << 40), None));
    }

    [Fact]
    public async Task Plan_BehindTheDeletionOfARange_DoesNotCountThatForLost()
    {
        var disk = await MakeQuietAsync();
        var deleted = StoppedStore.Ranges[1];
        await using (var store = JournalTestStore.Open(QuietOptions(), disk))
        {
            await store.DeleteAsync(deleted, None);
        }

        var path = disk.Files.Last(path => path.EndsWith(".log", StringComparison.Ordinal));
        Assert.True(LogFile.TryParseName(Path.GetFileName(path), out var sequence));
        using var directory = new StoppedDirectory(StoppedStore.Data, disk);
        using var truncation = new JournalTruncation(
            directory, TruncationPoint.OfLog(sequence, LogFrames.Of(disk, path).Last().End), None);
        Assert.Empty(truncation.Plan.Ranges);
    }

    [Fact]
    public async Task Plan_BeforeTheCreationOfARange_CountsAllOfItForLost()
    {
        var disk = await MakeQuietAsync();
        var path = disk.Files.Last(path => path.EndsWith(".log", StringComparison.Ordinal));
        Assert.True(LogFile.TryParseName(Path.GetFileName(path), out var sequence));
        var end = LogFrames.Of(disk, path).Last().End;
        var late = new RangeId(new TableStreamId(1024), 1027);
        await using (var store = JournalTestStore.Open(QuietOptions(), disk))
        {
            await store.CreateAsync(late, JournalTestStore.JournalId, None);
            await using var journal = await store.OpenAsync(late, JournalTestStore.JournalId, None);
            await journal.AppendAsync("late");
        }

        using var directory = new StoppedDirectory(StoppedStore.Data, disk);
        using var truncation = new JournalTruncation(directory, TruncationPoint.OfLog(sequence, end), None);
        var lost = Assert.Single(truncation.Plan.Ranges);
        Assert.Equal((late, 0, 1, true), (lost.Range, lost.LastLsn, lost.FoundLsn, lost.IsGone));
    }

    private static void Run(SimulatedDisk disk, TruncationPoint point)
    {
        using var directory = new StoppedDirectory(StoppedStore.Data, disk);
        using var truncation = new JournalTruncation(directory, point, None);
        truncation.Run(None);
    }

    private static bool TryRun(SimulatedDisk disk, TruncationPoint point)
    {
        try
        {
            Run(disk, point);
            return true;
        }
        catch (Exception e) when (e is DataDirectoryException or JournalCorruptedException)
        {
            return false;
        }
    }

    // Of a copy: opening writes.
    private static async Task<Dictionary<RangeId, List<string>>> ReadAsync(SimulatedDisk disk)
    {
        await using var store = JournalTestStore.Open(Options(), disk.Copy());
        var all = new Dictionary<RangeId, List<string>>();
        foreach (var range in store.ListRanges().OrderBy(range => range.Number))
        {
            await using var journal = await store.OpenAsync(range, JournalTestStore.JournalId, None);
            all.Add(range, journal.ReadAll());
        }

        return all;
    }

    private static async Task<SimulatedDisk> MakeAsync()
    {
        var disk = new SimulatedDisk();
        var (opened, _, journals) = await JournalModel.StartAsync(disk, Options(), StoppedStore.Ranges);
        await using (var store = opened)
        {
            for (var i = 0; i < 150; i++)
            {
                await journals[i % 3].AppendAsync($"{i} " + new string('v', i % 7 * 40));
                if (i == 70)
                {
                    // Another epoch in the middle.
                    await journals[0].DisposeAsync();
                    journals[0] = await store.OpenAsync(journals[0].Range, JournalTestStore.JournalId, None);
                }
            }
        }

        return disk.Copy();
    }

    // No file of the log is ever given up, so that what was written stays where it was.
    private static async Task<SimulatedDisk> MakeQuietAsync()
    {
        var disk = new SimulatedDisk();
        var (opened, _, journals) = await JournalModel.StartAsync(disk, QuietOptions(), StoppedStore.Ranges);
        await using (var store = opened)
        {
            foreach (var journal in journals)
            {
                await journal.AppendAsync("early");
            }
        }

        return disk.Copy();
    }

    private static StorageOptions QuietOptions()
    {
        var options = JournalTestStore.Options(StoppedStore.Data);
        options.CommitLogSizeMaxBytes = 64 << 20;
        options.SegmentCopySizeBytes = 1 << 20;
        return options;
    }

    private static StorageOptions Options()
    {
        var options = JournalTestStore.Options(StoppedStore.Data);
        options.CommitLogFileSizeBytes = 32 << 10;
        options.CommitLogSizeMaxBytes = 256 << 10;
        options.SegmentSizeBytes = 2 << 10;
        options.SegmentCopySizeBytes = 300;
        return options;
    }
}
