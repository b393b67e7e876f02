using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Tests.Journals;

public sealed class ReaderTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task TryRead_AfterTheStoreWasClosed_SaysThatTheRangeIsUnavailable()
    {
        var (_, store, journal) = await StartAsync(1);
        using var reader = journal.OpenReader(journal.LastLsn);
        await store.DisposeAsync();
        Assert.Throws<RangeUnavailableException>(() => reader.TryRead(out _));
    }

    [Fact]
    public async Task TryRead_WhenTheDiskRefuses_SaysThatTheRangeIsUnavailableAndGoesOnLater()
    {
        var (disk, store, journal) = await StartAsync(40);
        await using var closing = store;
        using var reader = journal.OpenReader(1);
        disk.Fault = (operation, path) => operation == DiskOperation.Open
            && path.EndsWith(".seg", StringComparison.Ordinal)
            ? new IOException("Input/output error")
            : null;
        Assert.Throws<RangeUnavailableException>(() => reader.TryRead(out _));
        disk.Fault = null;
        Assert.True(reader.TryRead(out _));
    }

    [Fact]
    public async Task TryRead_WhenTheRangeIsDeletedUnderIt_SaysThatTheRangeIsUnavailable()
    {
        var (_, store, journal) = await StartAsync(40);
        await using var closing = store;
        using var reader = journal.OpenReader(1);
        Assert.True(reader.TryRead(out _));
        await store.DeleteAsync(JournalTestStore.Range, None);
        Assert.Throws<RangeUnavailableException>(() =>
        {
            while (reader.TryRead(out _))
            {
            }
        });
    }

    private static async Task<(SimulatedDisk Disk, FileJournalStore Store, IRangeJournal Journal)> StartAsync(int count)
    {
        var disk = new SimulatedDisk();
        var options = JournalTestStore.Options("/data");
        options.CommitLogFileSizeBytes = 32 << 10;
        options.CommitLogSizeMaxBytes = 64 << 10;
        var store = JournalTestStore.Open(options, disk);
        await store.CreateAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        var journal = await store.OpenAsync(JournalTestStore.Range, JournalTestStore.JournalId, None);
        for (var i = 0; i < count; i++)
        {
            await journal.AppendAsync(new string('x', 3000));
        }

        return (disk, store, journal);
    }
}
