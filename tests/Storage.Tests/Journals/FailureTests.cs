using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

public sealed class FailureTests
{
    private const string Data = "/data";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly RangeId Other = new(new TableStreamId(1024), 1025);

    [Fact]
    public async Task Append_WhenOneFlushFails_IsNeverAcknowledgedLaterAndLosesNothing()
    {
        var disk = new SimulatedDisk();
        var (store, model, journals) = await StartAsync(disk, fileSizeBytes: 256 << 10);
        Assert.True(await model.AppendAsync(journals[0], "one"));
        var failures = 1;
        disk.Fault = (operation, path) =>
            operation == DiskOperation.Flush
                && path.StartsWith("/data/log/", StringComparison.Ordinal)
                && failures-- > 0
                ? new IOException("fdatasync failed (errno 5).")
                : null;
        Assert.False(await model.AppendAsync(journals[0], "two"));

        // The next flush would succeed, yet it tells nothing about what the failed one was to write.
        Assert.False(await AppendAsync(journals[1], "three"));
        await Assert.ThrowsAsync<UnknownOutcomeException>(
            () => store.OpenAsync(Other, JournalTestStore.JournalId, None));
        Assert.True(journals[0].IsFenced);
        Assert.IsType<IOException>(await store.Failure);
        await store.DisposeAsync();

        await using var reopened = JournalTestStore.Open(
            SmallOptions(), disk.AfterPowerCut((_, _) => false));
        await model.OpenAllAndCompareAsync(reopened);
    }

    [Fact]
    public async Task Append_WhenTheDiskIsFull_IsRefusedAndGoesOnWhenThereIsRoom()
    {
        var disk = new SimulatedDisk();
        var (store, model, journals) = await StartAsync(disk);

        // A spare that was begun before the disk is full would be room after all.
        await store.WhenIdleAsync();
        var isFull = true;
        disk.Fault = (operation, _) =>
            operation == DiskOperation.Create && isFull ? new IOException("No space left on device") : null;
        var written = 0;
        while (await model.AppendAsync(journals[0], new string('x', 3000)))
        {
            Assert.InRange(++written, 0, 20);
        }

        await Assert.ThrowsAsync<ResourceExhaustedException>(
            () => journals[1].AppendAsync(JournalTestStore.Group(1, new string('y', 5000))));
        Assert.True(journals[0].IsFenced);
        Assert.False(store.Failure.IsCompleted);
        isFull = false;

        // An owner whose group is missing from the journal cannot go on behind it; the next one can.
        var next = await model.OpenAllAndCompareAsync(store);
        Assert.True(await model.AppendAsync(next[0], "there is room again"));
        await store.DisposeAsync();
        await using var reopened = JournalTestStore.Open(SmallOptions(), disk.Copy());
        await model.OpenAllAndCompareAsync(reopened);
    }

    [Fact]
    public async Task Append_WhenOneRangeCannotBeCopied_HoldsUpNoOther()
    {
        var disk = new SimulatedDisk();
        var (store, model, journals) = await StartAsync(disk);
        disk.Fault = (operation, path) =>
            path.Contains("/1025/segments", StringComparison.Ordinal) && operation == DiskOperation.Flush
                ? new IOException("fdatasync failed (errno 5).")
                : null;
        Assert.True(await model.AppendAsync(journals[1], "stays in the log"));
        for (var i = 0; i < 30; i++)
        {
            Assert.True(await model.AppendAsync(journals[0], new string('x', 3000)));
        }

        disk.Fault = null;
        for (var i = 0; i < 40; i++)
        {
            Assert.True(await model.AppendAsync(journals[0], new string('y', 3000)));
        }

        await store.DisposeAsync();
        await using var reopened = JournalTestStore.Open(SmallOptions(), disk.Copy());
        await model.OpenAllAndCompareAsync(reopened);
    }

    [Fact]
    public async Task DeleteAsync_CutShortAtAnyStep_IsDoneOrNotDoneAfterwards()
    {
        for (var step = 0; ; step++)
        {
            var disk = new SimulatedDisk();
            var (store, model, journals) = await StartAsync(disk);
            for (var i = 0; i < 40; i++)
            {
                Assert.True(await model.AppendAsync(journals[i % 2], $"{i}" + new string('x', 3000)));
            }

            disk.CreateDirectory("/data/ranges/1024/1025/index");
            disk.PowerFailsAt = disk.OperationCount + step;
            var isDeleted = await TryDeleteAsync(store);
            await store.DisposeAsync();
            await RequireDoneOrNotAsync(disk.AfterPowerCut((_, _) => true), model, isDeleted);
            await RequireDoneOrNotAsync(disk.AfterPowerCut((_, _) => false), model, isDeleted);
            if (isDeleted)
            {
                Assert.True(step > 3);
                return;
            }
        }
    }

    private static async Task RequireDoneOrNotAsync(SimulatedDisk disk, JournalModel model, bool isDeleted)
    {
        await using var store = JournalTestStore.Open(SmallOptions(), disk);
        await using var kept = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        Assert.Equal(model.Sure(JournalTestStore.Range), kept.ReadAll());
        if (store.ListRanges().Contains(Other))
        {
            Assert.False(isDeleted);
            await using var journal = await store.OpenAsync(Other, JournalTestStore.JournalId, None);
            Assert.Equal(model.Sure(Other), journal.ReadAll());
            return;
        }

        // What was begun is finished, and only then can the range get another journal.
        await store.DeleteAsync(Other, None);
        Assert.False(disk.DirectoryExists("/data/ranges/1024/1025"));
        await store.CreateAsync(Other, new Guid("5b3f4a6a-92b4-4a7f-9f0c-c1a6bd2ab8de"), None);
    }

    private static async Task<bool> TryDeleteAsync(FileJournalStore store)
    {
        try
        {
            await store.DeleteAsync(Other, None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnknownOutcomeException or ResourceExhaustedException)
        {
            return false;
        }
    }

    private static Task<(FileJournalStore Store, JournalModel Model, List<IRangeJournal> Journals)> StartAsync(
        SimulatedDisk disk, int fileSizeBytes = 32 << 10)
    {
        var options = SmallOptions();
        options.CommitLogFileSizeBytes = fileSizeBytes;
        return JournalModel.StartAsync(disk, options, JournalTestStore.Range, Other);
    }

    private static async Task<bool> AppendAsync(IRangeJournal journal, string payload)
    {
        try
        {
            await journal.AppendAsync(payload);
            return true;
        }
        catch (UnknownOutcomeException)
        {
            return false;
        }
    }

    private static StorageOptions SmallOptions()
    {
        var options = JournalTestStore.Options(Data);
        options.CommitLogFileSizeBytes = 32 << 10;
        options.CommitLogSizeMaxBytes = 128 << 10;
        options.SegmentSizeBytes = 32 << 10;
        return options;
    }
}
