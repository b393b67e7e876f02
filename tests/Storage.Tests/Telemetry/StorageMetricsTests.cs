using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Tests.Ranges;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Telemetry;

/// <summary>What the storage tells, and that telling nobody costs nothing.</summary>
public sealed class StorageMetricsTests
{
    [Fact]
    public void Record_WhenNobodyListens_AllocatesNothingAndReadsNoClock()
    {
        using var metrics = new StorageMetrics(new NoClock(), new QueueBudget(1, null));
        var allocated = Allocations.LeastOf(() =>
        {
            var start = metrics.Start(metrics.EvaluateTime);
            metrics.BatchSize.Record(10);
            metrics.AppendedBytes.Add(100);
            metrics.Record(metrics.EvaluateTime, start);
        });

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Files_WhenNobodyListens_AllocateNothingPerWriteAndSync()
    {
        using var metrics = new JournalMetrics(new NoClock());
        using var file = new MeteredFile(new NullFile(), metrics, FileKind.Log);
        var bytes = new byte[4096];
        var allocated = Allocations.LeastOf(() =>
        {
            file.Write(bytes, 0);
            file.Flush();
        });

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Tables_AreToldByStream()
    {
        using var listener = new Measurements();
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("k", "v")));
        await using var watch = host.Range.WatchAsync(new WatchRequest { PKey = Tx.Bytes("p") }, default)
            .GetAsyncEnumerator();
        await watch.MoveNextAsync();

        listener.Observe(host.Engine.Meter);

        Assert.Equal(1, listener["tableservice.storage.table.ranges", "1024"]);
        Assert.Equal(1, listener["tableservice.storage.table.indexes", "1024"]);
        Assert.Equal(1, listener["tableservice.storage.table.watches", "1024"]);
        Assert.Equal(0, listener["tableservice.storage.table.queue.size", "1024"]);
        Assert.True(listener["tableservice.storage.table.memtable.size", "1024"] > 0);
    }

    [Fact]
    public async Task Collecting_WhileRangesOpenAndClose_NeverFailsAndKeepsNoIndexOpen()
    {
        using var listener = new Measurements();
        await using var host = await StoreHost.StartAsync(o => o.IndexIdleTimeout = TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 50; i++)
        {
            await host.CommitAsync(Tx.Of("p", Tx.Put("k", "v")));
            listener.Observe(host.Engine.Meter);
            await host.ReopenAsync();
        }

        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                listener.Observe(host.Engine.Meter);
                return listener["tableservice.storage.table.indexes", "1024"] == 0;
            },
            TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Statistics_TellCacheHitsAndBytesWritten()
    {
        using var listener = new Measurements();
        await using var host = await StoreHost.StartAsync(o => o.CollectsIndexStatistics = true);
        await host.CommitAsync(Tx.Of("p", Tx.Put("k", "v")));
        await host.RestartAsync();
        await host.GetAsync("p", "k");

        listener.Observe(host.Engine.Meter);

        Assert.True(listener["tableservice.storage.cache.requests", "miss"] > 0);
        Assert.True(listener.Has("tableservice.storage.index.written", "flush"));
        Assert.True(listener.Has("tableservice.storage.index.stall.duration", ""));
    }

    [Fact]
    public async Task JournalStore_TellsSyncsAndWritesOfTheLog()
    {
        using var listener = new Measurements();
        var directory = Directory.CreateTempSubdirectory("tableservice-").FullName;
        var options = new StorageOptions { DataDirectory = directory, CommitLogFileSizeBytes = 1 << 20 };
        var logger = NullLogger<FileJournalStore>.Instance;
        await using (var store = FileJournalStore.Open(options, TimeProvider.System, logger))
        {
            await store.CreateAsync(new RangeId(new TableStreamId(1024), 1024), Guid.NewGuid(), default);
            listener.Observe(store.Meter);

            Assert.True(listener["tableservice.storage.file.written", "log"] > 0);
            Assert.True(listener["tableservice.storage.sync.duration", "log"] > 0);
            Assert.True(listener["tableservice.storage.log.size", ""] >= 1 << 20);
            Assert.Equal(1, listener["tableservice.storage.log.files", ""]);
        }

        Directory.Delete(directory, recursive: true);
    }

    private sealed class NoClock : TimeProvider
    {
        public override long GetTimestamp() => throw new InvalidOperationException("Nobody listens.");
    }

    private sealed class NullFile : IDurableFile
    {
        public long Length => 0;

        public int Read(Span<byte> buffer, long offset) => 0;

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
        }

        public void SetLength(long length)
        {
        }

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }
}
