using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

public sealed class RestartTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_FiftyTimesWithFewRecordsEach_KeepsTheLogBoundedAndLosesNothing(bool isKilled)
    {
        var disk = new SimulatedDisk();
        var options = JournalTestStore.Options("/data");
        var model = new JournalModel();
        model.Create(JournalTestStore.Range);
        for (var start = 0; start < 50; start++)
        {
            var store = JournalTestStore.Open(options, disk);
            Assert.InRange(LogFileCount(disk), 1, (options.CommitLogSizeMaxBytes / options.CommitLogFileSizeBytes) + 1);
            await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
            var journals = await model.OpenAllAndCompareAsync(store);
            Assert.True(await model.AppendAsync(journals[0], $"start {start}", "and another"));
            var killed = disk.Copy();
            await store.DisposeAsync();
            disk = isKilled ? killed : disk;
        }

        await using var last = JournalTestStore.Open(options, disk);
        await model.OpenAllAndCompareAsync(last);
    }

    private static int LogFileCount(SimulatedDisk disk) =>
        disk.Files.Count(path => path.EndsWith(".log", StringComparison.Ordinal));
}
