using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Tests.Ranges;

namespace Orleans.TableService.Storage.Tests.Resources;

/// <summary>Open indexes and their file handles are bounded for all ranges together.</summary>
public sealed class OpenIndexTests
{
    private const int Ranges = 20;

    [Fact]
    public async Task Ranges_BeyondTheBound_CloseTheOneUnusedLongestAndLoseNothing()
    {
        await using var host = await StoreHost.StartAsync(o => o.IndexesOpenMax = 4);
        var stores = new List<IRangeStore>();
        for (var i = 0; i < Ranges; i++)
        {
            var descriptor = StoreHost.Descriptor with
            {
                Id = new RangeId(new TableStreamId(2000), 1024 + i),
                JournalId = Guid.NewGuid(),
            };
            await host.Engine.CreateRangeAsync(descriptor, default);
            stores.Add(await host.Engine.OpenRangeAsync(descriptor, default));
        }

        for (var round = 0; round < 3; round++)
        {
            foreach (var store in stores)
            {
                (await store.SubmitAsync(Tx.Of("p", Tx.Put("k", $"{round}")), default)).GetResultOrThrow();
                (await store.SubmitAsync(Tx.Of("p", Tx.Increment("n", 1)), default)).GetResultOrThrow();
            }
        }

        foreach (var store in stores)
        {
            var found = (await store.SubmitAsync(Tx.Of("p", Tx.Get("k"), Tx.Get("n")), default)).GetResultOrThrow();
            Assert.Equal("2", Tx.Text(((GetResult)found.Results[0]).Entry!.Value));
            Assert.Equal("#3", Tx.Text(((GetResult)found.Results[1]).Entry!.Value));
        }

        // One may just have been opened whose predecessor is still in use.
        Assert.True(SpinWait.SpinUntil(() => host.Engine.OpenIndexCount <= 5, TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData(1000, 0, 1_048_576, 1000, 64)]
    [InlineData(1000, 0, 1024, 56, 20)]
    [InlineData(1000, 0, 20_000, 1000, 21)]
    [InlineData(1000, 40_000, 1024, 1000, 44)]
    [InlineData(10, 0, 65_536, 10, 64)]
    [InlineData(1000, 10, 1024, 1, 20)]
    public void Budget_IsDividedAmongTheIndexes(int indexes, int files, long handles, int indexesMax, int filesPerIndex)
    {
        var options = new StorageOptions { IndexesOpenMax = indexes, IndexFilesMax = files };

        Assert.Equal(new FileBudget(indexesMax, filesPerIndex), FileBudget.Of(options, handles));
    }
}
