using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Journals;

public sealed class TrimTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly RangeId Other = new(new TableStreamId(1024), 1025);

    [Fact]
    public async Task TrimAsync_CutShortAtAnyStep_LeavesTheOldOrTheNewFirstLsnAndNoFilesBehind()
    {
        for (var step = 0; ; step++)
        {
            var disk = new SimulatedDisk();
            var (store, model, journals) = await StartAsync(disk);
            await FillAsync(model, journals, 60);

            // Copies are made in the background: only then are there files to be removed.
            await store.WhenIdleAsync();
            Assert.True(SegmentsOf(disk, 1024).Count > 5);
            disk.PowerFailsAt = disk.OperationCount + step;
            var isTrimmed = await model.TrimAsync(journals[0], 25);
            var isWhole = disk.PowerFailsAt > 0;
            await store.DisposeAsync();
            Func<string, int, bool>[] cuts = [(_, _) => true, (_, _) => false, (_, page) => page % 2 == 0];
            foreach (var keeps in cuts)
            {
                await RequireConsistentAsync(disk.AfterPowerCut(keeps), model.Copy());
            }

            if (isWhole)
            {
                Assert.True(isTrimmed && step > 5);
                return;
            }
        }
    }

    [Fact]
    public async Task TrimAsync_OfRecordsThatCannotBeCopied_FreesTheLog()
    {
        var disk = new SimulatedDisk();
        var (store, model, journals) = await StartAsync(disk);
        disk.Fault = (operation, path) =>
            path.Contains("/1025/segments", StringComparison.Ordinal) && operation == DiskOperation.Create
                ? new IOException("No space left on device")
                : null;
        for (var i = 0; i < 200; i++)
        {
            Assert.True(await model.AppendAsync(journals[i % 2], $"{i}" + new string('x', 3000)));
            if (i % 10 == 9)
            {
                Assert.True(await model.TrimAsync(journals[1], journals[1].LastLsn - 1));
            }
        }

        // What is asked of the background while the store is open is done before it is closed.
        await store.DisposeAsync();
        Assert.InRange(
            disk.Files
                .Where(path => path.EndsWith(".log", StringComparison.Ordinal))
                .Sum(path => disk.BytesOf(path).Length),
            0,
            Options().CommitLogSizeMaxBytes);
        await RequireConsistentAsync(disk.Copy(), model);
    }

    [Fact]
    public async Task TrimAsync_OfEverything_LeavesAnEmptyJournalThatGoesOn()
    {
        var disk = new SimulatedDisk();
        var (store, model, journals) = await StartAsync(disk);
        await FillAsync(model, journals, 60);
        Assert.True(await model.TrimAsync(journals[0], long.MaxValue));
        Assert.Empty(SegmentsOf(disk, 1024));
        Assert.Equal((61, 60, 0), (journals[0].FirstLsn, journals[0].LastLsn, journals[0].SizeBytes));
        Assert.Empty(journals[0].ReadAll());
        await store.DisposeAsync();

        await using var reopened = JournalTestStore.Open(Options(), disk);
        var again = await model.OpenAllAndCompareAsync(reopened);
        Assert.Equal((61, 60, 0), (again[0].FirstLsn, again[0].LastLsn, again[0].SizeBytes));
        await FillAsync(model, again, 60);
        await model.OpenAllAndCompareAsync(reopened);
    }

    [Fact]
    public async Task TrimAsync_ByAFencedOwner_IsRefused()
    {
        var (store, model, journals) = await StartAsync(new SimulatedDisk());
        await using var closing = store;
        await FillAsync(model, journals, 10);
        var next = await model.OpenAllAndCompareAsync(store);
        await Assert.ThrowsAsync<RangeUnavailableException>(() => journals[0].TrimAsync(5, None));
        Assert.Equal(1, next[0].FirstLsn);
    }

    [Fact]
    public async Task TryRead_WhenOvertakenByATrim_ReadsOnOrIsCompactedWithoutAGap()
    {
        for (var read = 0; read < 60; read += 3)
        {
            var (store, model, journals) = await StartAsync(new SimulatedDisk());
            await using var closing = store;
            await FillAsync(model, journals, 60);
            using var reader = journals[0].OpenReader(1);
            for (var i = 0; i < read; i++)
            {
                Assert.True(reader.TryRead(out _));
            }

            await journals[0].TrimAsync(50, None);
            var next = read + 1;
            try
            {
                while (reader.TryRead(out var group))
                {
                    Assert.Equal(next, group.FirstLsn);
                    next++;
                }

                Assert.Equal(61, next);
            }
            catch (RevisionCompactedException e)
            {
                Assert.Equal(50, e.OldestRevision);
                Assert.True(next < 50);
            }

            Assert.Throws<RevisionCompactedException>(() => journals[0].OpenReader(49));
            Assert.Equal("50", journals[0].ReadAll(50)[0].Split(':')[0]);
        }
    }

    [Fact]
    public async Task ListCuts_OfSegmentsByTime_SaysWhatTrimmingThereFrees()
    {
        var disk = new SimulatedDisk();
        var time = new ManualTimeProvider();
        var started = time.GetUtcNow();
        var options = Options();
        options.SegmentSizeBytes = 1 << 20;
        await using var store = FileJournalStore.Open(options, time, NullLogger.Instance, disk);
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        await using var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        journal.SegmentAgeMax = TimeSpan.FromMinutes(10);
        for (var minute = 0; minute < 60; minute++)
        {
            await journal.AppendAsync(new string('x', 5000));

            // It trims nothing, but waits for the copying.
            await journal.TrimAsync(0, None);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        var cuts = journal.ListCuts();
        Assert.Equal([(12, 11), (23, 22), (34, 33), (45, 44), (56, 55)],
            cuts.Select(cut => ((int)cut.FirstLsn, (int)(cut.WrittenBefore!.Value - started).TotalMinutes)));
        var size = journal.SizeBytes;
        await journal.TrimAsync(cuts[2].FirstLsn, None);

        // What is copied out of the log meanwhile gets headers.
        Assert.InRange(journal.SizeBytes, size - cuts[2].FreedSizeBytes, size - cuts[2].FreedSizeBytes + 2048);
        Assert.Equal(
            cuts.Skip(3).Select(cut => cut with { FreedSizeBytes = cut.FreedSizeBytes - cuts[2].FreedSizeBytes }),
            journal.ListCuts());
    }

    private static async Task RequireConsistentAsync(SimulatedDisk disk, JournalModel model)
    {
        await using (var store = JournalTestStore.Open(Options(), disk))
        {
            var journals = await model.OpenAllAndCompareAsync(store);
            await FillAsync(model, journals, 20);
            Assert.True(await model.TrimAsync(journals[0], 40));
        }

        await using (var store = JournalTestStore.Open(Options(), disk))
        {
            await model.OpenAllAndCompareAsync(store);
        }

        // Closing finishes what was begun: the second segment that is left begins behind the trim point.
        var second = disk.BytesOf(disk.Files.Where(path => path.Contains("/1024/segments/")).ElementAt(1));
        Assert.True(SegmentHeader.TryRead(second, out var header, out _));
        Assert.InRange(header.Previous.LastLsn, 40, 60);
    }

    private static async Task FillAsync(JournalModel model, List<IRangeJournal> journals, int count)
    {
        for (var i = 0; i < count; i++)
        {
            foreach (var journal in journals)
            {
                Assert.True(await model.AppendAsync(journal, $"{i}" + new string('x', 3000)));
            }
        }
    }

    private static List<int> SegmentsOf(SimulatedDisk disk, int range) =>
        [.. disk.Files
            .Where(path => path.Contains($"/{range}/segments/", StringComparison.Ordinal))
            .Select(path => int.Parse(Path.GetFileNameWithoutExtension(path)))];

    private static Task<(FileJournalStore Store, JournalModel Model, List<IRangeJournal> Journals)> StartAsync(
        SimulatedDisk disk) => JournalModel.StartAsync(disk, Options(), JournalTestStore.Range, Other);

    private static StorageOptions Options()
    {
        var options = JournalTestStore.Options("/data");
        options.CommitLogFileSizeBytes = 32 << 10;
        options.CommitLogSizeMaxBytes = 128 << 10;
        options.SegmentSizeBytes = 16 << 10;
        return options;
    }
}
