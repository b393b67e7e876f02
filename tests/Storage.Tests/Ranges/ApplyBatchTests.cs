using Orleans.TableService.Storage.Ranges.Evaluation;
using Orleans.TableService.Storage.Tests.Telemetry;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>How much is brought into the index at once.</summary>
public sealed class ApplyBatchTests
{
    [Theory]
    [InlineData(1, 8192, 1024)]
    [InlineData(16, 4096, 1024)]
    [InlineData(128, 512, 512)]
    [InlineData(100_000, 64, 64)]
    public void IsFull_WithManyRanges_IsOfFewerEntries(int ranges, int count, int countAwaited)
    {
        AssertFullAt(count, ApplyBatch.Of(ranges, isAwaited: false));
        AssertFullAt(countAwaited, ApplyBatch.Of(ranges, isAwaited: true));

        static void AssertFullAt(int count, ApplyBatch batch)
        {
            Assert.False(batch.IsFull(count - 1, 0));
            Assert.True(batch.IsFull(count, 0));

            var room = Math.Max(2 * count, 4096);
            Assert.True(batch.HasRoom(room - 1, 0));
            Assert.False(batch.HasRoom(room, 0));
        }
    }

    [Theory]
    [InlineData(1, 2048, 512)]
    [InlineData(64, 1024, 512)]
    [InlineData(1000, 512, 512)]
    public void IsFull_WithManyRanges_IsOfLessMemory(int ranges, int sizeKiB, int sizeAwaitedKiB)
    {
        AssertFullAt(sizeKiB << 10, ApplyBatch.Of(ranges, isAwaited: false));
        AssertFullAt(sizeAwaitedKiB << 10, ApplyBatch.Of(ranges, isAwaited: true));

        static void AssertFullAt(long size, ApplyBatch batch)
        {
            Assert.False(batch.IsFull(1, size - 1));
            Assert.True(batch.IsFull(1, size));
            Assert.True(batch.HasRoom(1, (4 << 20) - 1));
            Assert.False(batch.HasRoom(1, 4 << 20));
        }
    }

    [Fact]
    public async Task Entries_AfterAReadThatWaitedForTheIndex_ComeIntoItInSmallBatches()
    {
        await using var table = await LoadedTable.StartAsync();
        await table.PutAsync(1024);
        Assert.False(await table.WroteIndexAsync(), "Nobody waits for the index.");

        await table.ReadSnapshotAsync();
        Assert.True(await table.WroteIndexAsync());
        await table.PutAsync(1023);
        Assert.False(await table.WroteIndexAsync());
        await table.PutAsync(1);
        Assert.True(await table.WroteIndexAsync());
    }

    /// <summary>A range that brings nothing into its index but batches, and what readers wait for.</summary>
    private sealed class LoadedTable : IAsyncDisposable
    {
        private readonly StoreHost _host;
        private readonly Measurements _measurements;
        private double _writing;
        private int _keys;

        private LoadedTable(StoreHost host, Measurements measurements) => (_host, _measurements) = (host, measurements);

        public static async Task<LoadedTable> StartAsync()
        {
            var measurements = new Measurements();
            return new LoadedTable(
                await StoreHost.StartAsync(options =>
                {
                    options.ApplyDelay = TimeSpan.FromHours(1);
                    options.StorageThreads = 1;
                }),
                measurements);
        }

        public async Task PutAsync(int count)
        {
            for (var left = count; left > 0; left -= 64)
            {
                await _host.CommitAsync(Tx.Of("p", [.. Enumerable.Range(0, Math.Min(left, 64)).Select(NextPut)]));
            }
        }

        public Task ReadSnapshotAsync() => _host.CommitAsync(Tx.Of("p", Tx.Get("k0"), Tx.Get("k1")));

        /// <summary>Whether the index was written since this was asked last.</summary>
        public async Task<bool> WroteIndexAsync()
        {
            // The first of these may be answered in the midst of a step, the second behind its end; and what that step
            // began has ended when the thread is held.
            await RefuseAsync();
            await RefuseAsync();
            (await HeldThread.HoldAsync(_host.Engine.Applies)).Dispose();
            _measurements.Observe(_host.Engine.Meter);
            var before = _writing;
            _writing = _measurements["tableservice.storage.apply.duration", ""];
            return _writing > before;
        }

        public async ValueTask DisposeAsync()
        {
            await _host.DisposeAsync();
            _measurements.Dispose();
        }

        private TableOperation NextPut(int number) => Tx.Put($"k{_keys++}", "v");

        private async Task RefuseAsync()
        {
            var refused = await _host.SubmitAsync(Tx.Of("p", Tx.Put("k0", "2") with { ExpectedVersion = 7 }));
            Assert.Equal(FaultCode.ConditionFailed, refused.Fault!.Code);
        }
    }
}
