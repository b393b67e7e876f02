using System.Collections.Concurrent;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

/// <summary>One range that writes much, and very many that wrote once.</summary>
public sealed class SkewTests
{
    private const int IdleRanges = 1000;
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Append_ByOneRangeAmongAThousandIdleOnes_CopiesEachOfThoseOnceAndThenLeavesThemAlone()
    {
        var disk = new SimulatedDisk();
        var touched = new ConcurrentDictionary<string, int>();
        await using var store = JournalTestStore.Open(Options(), disk);
        var journals = await OpenAllAsync(store);

        // From before the first group: how many groups share a frame, and so how soon a file of the log is full and its
        // groups are copied, is the scheduler's affair.
        disk.Observe = (operation, path) =>
        {
            if (IsSegment(path) && operation == DiskOperation.Create)
            {
                touched.AddOrUpdate(RangeOf(path), 1, (_, count) => count + 1);
            }
        };
        await Task.WhenAll(journals.Select(journal => journal.AppendAsync("idle")));

        await FillAsync(store, journals[0], disk);
        Assert.Equal(IdleRanges, touched.Keys.Count(range => range != "1024"));
        Assert.All(touched.Where(pair => pair.Key != "1024"), pair => Assert.Equal(1, pair.Value));

        touched.Clear();
        disk.Observe = (_, path) => touched.AddOrUpdate(RangeOf(path), 1, (_, count) => count + 1);
        await FillAsync(store, journals[0], disk);
        Assert.Equal(["", "1024"], touched.Keys.Order());
    }

    [Fact]
    public async Task Open_AfterAKill_ReadsOnlyWhatWasNotCopied()
    {
        var disk = new SimulatedDisk();
        SimulatedDisk killed;
        await using (var store = JournalTestStore.Open(Options(), disk))
        {
            var journals = await OpenAllAsync(store);
            await Task.WhenAll(journals.Select(journal => journal.AppendAsync("idle")));
            for (var i = 0; i < 4; i++)
            {
                await FillAsync(store, journals[0], disk);
            }

            killed = disk.Copy();
        }

        // Before it is opened: what is then released may make the log smaller than what was read.
        var logSizeBytes = LogSizeBytes(killed);
        var read = new ConcurrentDictionary<string, long>();
        killed.WhenRead = (path, bytes) => read.AddOrUpdate(Path.GetExtension(path), bytes, (_, sum) => sum + bytes);
        await using var reopened = JournalTestStore.Open(Options(), killed);
        await reopened.WhenIdleAsync();

        // The log has its bound whatever was written, and nothing of what was copied is looked at.
        Assert.InRange(read[".log"], 1, 2 * logSizeBytes);
        Assert.Equal(0, read.GetValueOrDefault(".seg"));
        var journal = await reopened.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        var written = killed.Files.Where(path => RangeOf(path) == "1024")
            .Sum(path => (long)killed.BytesOf(path).Length);
        Assert.InRange(read.GetValueOrDefault(".seg"), 1, written / 8);
        Assert.Equal(journal.LastLsn, journal.ReadAll().Count);
    }

    [Fact]
    public async Task DeleteAsync_OfRangesThatTheLogHolds_FreesItWithoutCopyingThem()
    {
        var disk = new SimulatedDisk();
        await using (var store = JournalTestStore.Open(Options(), disk))
        {
            var journals = await OpenAllAsync(store);
            await Task.WhenAll(journals.Select(journal => journal.AppendAsync("gone")));
            await Task.WhenAll(journals.Skip(1).Select(journal => store.DeleteAsync(journal.Range, None)));
            await FillAsync(store, journals[0], disk);
            Assert.Equal(["1024"], disk.Copy().Files.Where(IsSegment).Select(RangeOf).Distinct());
        }

        await using var reopened = JournalTestStore.Open(Options(), disk);
        Assert.Equal([JournalTestStore.Range], reopened.ListRanges());
        await reopened.DeleteAsync(JournalTestStore.Range, None);
        Assert.False(disk.DirectoryExists("/data/ranges/1024"));

        // A stream whose directory is gone can get a range again.
        await reopened.CreateAsync(JournalTestStore.Range, Guid.NewGuid(), None);
    }

    // More than twice what the log may hold.
    private static async Task FillAsync(FileJournalStore store, IRangeJournal journal, SimulatedDisk disk)
    {
        for (var i = 0; i < 384; i++)
        {
            await journal.AppendAsync($"{i}" + new string('x', 3000));
            if (i % 32 == 0)
            {
                Assert.InRange(LogSizeBytes(disk.Copy()), 0, 2 * Options().CommitLogSizeMaxBytes);
            }
        }

        await store.WhenIdleAsync();
    }

    private static async Task<List<IRangeJournal>> OpenAllAsync(FileJournalStore store)
    {
        var ranges = Enumerable.Range(0, IdleRanges + 1)
            .Select(i => new RangeId(new TableStreamId(1024), 1024 + i))
            .ToList();
        await Task.WhenAll(ranges.Select(range => store.CreateAsync(range, JournalTestStore.JournalId, None)));
        return
        [
            .. await Task.WhenAll(ranges.Select(range => store.OpenAsync(range, JournalTestStore.JournalId, None))),
        ];
    }

    private static bool IsSegment(string path) => path.EndsWith(".seg", StringComparison.Ordinal);

    private static string RangeOf(string path) =>
        path.StartsWith("/data/ranges/1024/", StringComparison.Ordinal) ? path.Split('/')[4] : "";

    private static long LogSizeBytes(SimulatedDisk disk) => disk.Files
        .Where(path => path.EndsWith(".log", StringComparison.Ordinal)).Sum(path => (long)disk.BytesOf(path).Length);

    private static StorageOptions Options()
    {
        var options = JournalTestStore.Options("/data");
        // The catalog of a thousand ranges takes 100 KiB of each file.
        options.CommitLogFileSizeBytes = 256 << 10;
        options.CommitLogSizeMaxBytes = 1 << 20;
        return options;
    }
}
