using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Tests.Resources;

/// <summary>Beyond the budget the largest memtables are flushed, until the rest is within it.</summary>
public sealed class MemtableGovernorTests : IDisposable
{
    private const long BudgetBytes = 1 << 20;
    private static readonly RangeDescriptor Descriptor = Ranges.StoreHost.Descriptor;

    private readonly string _directory = Directory.CreateTempSubdirectory("tableservice-").FullName;

    [Fact]
    public async Task Report_BeyondTheBudget_FlushesTheLargestAndTells()
    {
        var threads = new StorageThreads("test", 1);
        var told = 0;
        var governor = new MemtableGovernor(threads, BudgetBytes, () => told++);
        using (var environment = new IndexEnvironment(new StorageOptions { DataDirectory = _directory }))
        using (var small = Open(environment, "small"))
        using (var large = Open(environment, "large"))
        {
            Write(small, 200 << 10);
            governor.Report(small);
            await threads.RunAsync(() => { });
            Assert.Equal(0, told);

            Write(large, 1 << 20);
            governor.Report(large);
            await threads.RunAsync(() => { });
            await threads.RunAsync(() => { });

            Assert.Equal(1, told);
            Assert.InRange(large.MemtableBytes, 0, BudgetBytes / 4);
            Assert.InRange(small.MemtableBytes, 200 << 10, BudgetBytes);
            Assert.InRange(governor.TotalBytes, 200 << 10, BudgetBytes);
            governor.Forget(small);
            governor.Forget(large);
            Assert.Equal(0, governor.TotalBytes);
        }

        await threads.DisposeAsync();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private RangeIndex Open(IndexEnvironment environment, string name) => RangeIndex.Open(
        Path.Combine(_directory, name), environment.OptionsOf(Descriptor), environment.EntryCaches);

    private static void Write(RangeIndex index, int sizeBytes)
    {
        index.Batch.Set([(byte)IndexKeyKind.Entry, 1], new EntryState
        {
            Exists = true,
            Value = new TableValue(new byte[sizeBytes]),
        });
        index.Commit(new IndexMeta(Descriptor.Id, Descriptor.JournalId, 1, 1, 1));
    }
}
