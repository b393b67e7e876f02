using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Tests.Resources;

/// <summary>Beyond the budget the largest memtables are flushed, until the rest is within it.</summary>
public sealed class MemtableGovernorTests : IDisposable
{
    private const long BudgetBytes = 1 << 20;
    private const int EmptyBytes = 4 << 10;
    private static readonly IndexHealth Healthy = new(0, 0, 0, 0, false);
    private static readonly RangeDescriptor Descriptor = Ranges.StoreHost.Descriptor;

    private readonly string _directory = Directory.CreateTempSubdirectory("tableservice-").FullName;

    [Fact]
    public async Task Report_BeyondTheBudget_FlushesTheLargestAndTells()
    {
        var threads = new StorageThreads("test", 1);
        var told = 0;
        var governor = new MemtableGovernor(threads, BudgetBytes, _ => Healthy, () => told++);
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
            Assert.InRange(large.MemtableBytes, 0, EmptyBytes);
            Assert.InRange(small.MemtableBytes, 200 << 10, BudgetBytes);
            Assert.InRange(governor.TotalBytes, 196 << 10, BudgetBytes);
            governor.Forget(small);
            governor.Forget(large);
            Assert.Equal(0, governor.TotalBytes);
        }

        await threads.DisposeAsync();
    }

    [Theory]
    [InlineData(18, 1, true)]
    [InlineData(19, 0, false)]
    [InlineData(0, 2, false)]
    public async Task Report_WhenTheFlushOfTheLargestWouldWait_FlushesTheNext(int files, int memtables, bool isLargest)
    {
        var threads = new StorageThreads("test", 1);
        using (var environment = new IndexEnvironment(new StorageOptions { DataDirectory = _directory }))
        using (var behind = Open(environment, "behind"))
        using (var other = Open(environment, "other"))
        {
            var health = Healthy with { Level0Files = files, WaitingMemtables = memtables };
            var governor = new MemtableGovernor(
                threads, BudgetBytes, index => index == behind ? health : Healthy, static () => { });
            Write(behind, 600 << 10);
            Write(other, 500 << 10);
            governor.Report(behind);
            governor.Report(other);
            await threads.RunAsync(() => { });
            await threads.RunAsync(() => { });

            Assert.InRange((isLargest ? behind : other).MemtableBytes, 0, EmptyBytes);
            Assert.InRange((isLargest ? other : behind).MemtableBytes, 500 << 10, BudgetBytes);
        }

        await threads.DisposeAsync();
    }

    [Fact]
    public async Task Report_WhenNothingElseCanBeFlushed_DoesNotTryForEver()
    {
        var threads = new StorageThreads("test", 1);
        var told = 0;
        using (var environment = new IndexEnvironment(new StorageOptions { DataDirectory = _directory }))
        using (var behind = Open(environment, "behind"))
        using (var other = Open(environment, "other"))
        {
            var governor = new MemtableGovernor(
                threads,
                BudgetBytes,
                index => index == behind ? Healthy with { WaitingMemtables = 2 } : Healthy,
                () => told++);
            Write(behind, 2 << 20);
            Write(other, 1 << 10);
            governor.Report(other);
            governor.Report(behind);
            for (var i = 0; i < 10; i++)
            {
                await threads.RunAsync(() => { });
            }

            Assert.Equal(1, told);
            Assert.InRange(behind.MemtableBytes, 2 << 20, 3 << 20);
        }

        await threads.DisposeAsync();
    }

    [Fact]
    public async Task Report_OfIndexesThatHoldNothing_CountsNothing()
    {
        var threads = new StorageThreads("test", 1);
        using (var environment = new IndexEnvironment(new StorageOptions { DataDirectory = _directory }))
        using (var index = Open(environment, "index"))
        {
            var governor = new MemtableGovernor(threads, budgetBytes: 1, _ => Healthy, static () => { });
            governor.Report(index);
            Assert.Equal(0, governor.TotalBytes);
        }

        await threads.DisposeAsync();
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(1040, 0)]
    [InlineData(1370, 0.4)]
    [InlineData(2100, 1)]
    public async Task Pressure_IsThatOfWhatIsBeyondTheBudget(int sizeKib, double pressure)
    {
        var threads = new StorageThreads("test", 1);
        using (var environment = new IndexEnvironment(new StorageOptions { DataDirectory = _directory }))
        using (var index = Open(environment, "index"))
        {
            var behind = Healthy with { WaitingMemtables = 2 };
            var governor = new MemtableGovernor(threads, BudgetBytes, _ => behind, static () => { });
            Write(index, sizeKib << 10);
            governor.Report(index);
            Assert.Equal(pressure, governor.Pressure, tolerance: 0.1);
            Assert.Equal(pressure == 0, governor.Pressure == 0);
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
