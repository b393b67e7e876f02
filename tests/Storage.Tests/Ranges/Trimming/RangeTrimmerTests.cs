using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Tests.Journals;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Ranges.Trimming;

/// <summary>Retention over a real journal: what a checkpoint, a full file and the clock set going.</summary>
public sealed class RangeTrimmerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task TrimBound_WhenHistoryIsNotWanted_TrimsUpToTheCheckpointAndNoFurther()
    {
        await using var host = await Host.StartAsync(new HistoryRetention { Time = TimeSpan.Zero });
        await host.PutAsync(20);
        Assert.Equal(1, await host.OldestAsync());

        host.Engine.TrimBounds.Set(host.Range.Descriptor.Id, 12);
        await host.Range.Trimmer.RunAsync();

        Assert.Equal(13, await host.OldestAsync());
        await host.ReopenAsync();
        Assert.Equal(13, await host.OldestAsync());
        Assert.Equal(20, await host.CountAsync());
    }

    [Fact]
    public async Task Time_WhenItPasses_TrimsByItselfWhatIsOld()
    {
        await using var host = await Host.StartAsync(new HistoryRetention { Time = TimeSpan.FromMinutes(80) });
        host.Engine.TrimBounds.Set(host.Range.Descriptor.Id, long.MaxValue - 1);
        for (var i = 0; i < 12; i++)
        {
            await host.PutAsync(2);
            host.Time.Advance(TimeSpan.FromMinutes(11));
        }

        // The file that the first record behind the cut is in was begun 80 minutes ago, or earlier.
        await host.Range.Trimmer.RunAsync();
        var oldest = await host.OldestAsync();
        Assert.InRange(oldest, 5, 11);
        host.Time.Advance(TimeSpan.FromMinutes(30));
        await host.Range.Trimmer.Running;
        Assert.InRange(await host.OldestAsync(), oldest + 2, 17);
    }

    [Fact]
    public async Task Size_WhenFilesAreBegun_TrimsByItself()
    {
        await using var host = await Host.StartAsync(new HistoryRetention { SizeBytes = 200 << 10 });
        host.Engine.TrimBounds.Set(host.Range.Descriptor.Id, long.MaxValue - 1);
        await host.PutAsync(200);
        await host.Range.Trimmer.RunAsync();

        var size = host.Range.GetInfo().JournalBytes;
        Assert.InRange(size, 200 << 10, (200 << 10) + (3 * Host.SegmentSizeBytes));
        Assert.InRange(await host.OldestAsync(), 100, 180);
    }

    [Fact]
    public async Task Trim_WithoutACheckpoint_TrimsNothing()
    {
        await using var host = await Host.StartAsync(new HistoryRetention { Time = TimeSpan.Zero });
        await host.PutAsync(50);
        await host.Range.Trimmer.RunAsync();
        Assert.Equal(1, await host.OldestAsync());
    }

    [Fact]
    public async Task Watch_ThatIsBehindWhenItsHistoryIsTrimmed_EndsWithTheOldestRevision()
    {
        await using var host = await Host.StartAsync(new HistoryRetention { Time = TimeSpan.Zero });
        await using var watch = host.Range
            .WatchAsync(new WatchRequest { PKey = Tx.Bytes("p"), FromRevision = 1 }, None).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        await host.PutAsync(100);
        host.Engine.TrimBounds.Set(host.Range.Descriptor.Id, 90);
        await host.Range.Trimmer.RunAsync();

        var error = await Assert.ThrowsAsync<RevisionCompactedException>(async () => await watch.MoveNextAsync());
        Assert.Equal(91, error.OldestRevision);
    }

    private sealed class Host : IAsyncDisposable
    {
        public const int SegmentSizeBytes = 64 << 10;

        private readonly TemporaryDirectory _directory = new();
        private readonly RangeDescriptor _descriptor;
        private FileJournalStore? _journals;

        private Host(HistoryRetention retention)
        {
            _descriptor = StoreHost.Descriptor with { Retention = retention };
            Engine = MakeEngine();
        }

        public ManualTimeProvider Time { get; } = new();

        public StorageEngine Engine { get; private set; }

        public RangeStore Range { get; private set; } = null!;

        public static async Task<Host> StartAsync(HistoryRetention retention)
        {
            var host = new Host(retention);
            await host.Engine.CreateRangeAsync(host._descriptor, None);
            host.Range = (RangeStore)await host.Engine.OpenRangeAsync(host._descriptor, None);
            return host;
        }

        public async Task PutAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var put = Tx.Of("p", Tx.Put($"{Guid.NewGuid()}", new string('x', 5000)));
                (await Range.SubmitAsync(put, None)).GetResultOrThrow();
            }

            // Only files that were begun in the background can be trimmed, and they tell the time at which they were.
            await _journals!.WhenIdleAsync();
        }

        public async Task<int> CountAsync()
        {
            var range = new RangeOperation { LKeys = KeyInterval.All, CountOnly = true };
            var result = (await Range.SubmitAsync(Tx.Of("p", range), None)).GetResultOrThrow();
            return (int)((RangeResult)result.Results[0]).Count;
        }

        public Task<long> OldestAsync()
        {
            try
            {
                Range.WatchAsync(new WatchRequest { PKey = Tx.Bytes("p"), FromRevision = 1 }, None);
                return Task.FromResult(1L);
            }
            catch (RevisionCompactedException e)
            {
                return Task.FromResult(e.OldestRevision);
            }
        }

        public async Task ReopenAsync()
        {
            await Engine.DisposeAsync();
            Engine = MakeEngine();
            Range = (RangeStore)await Engine.OpenRangeAsync(_descriptor, None);
        }

        public async ValueTask DisposeAsync()
        {
            await Engine.DisposeAsync();
            _directory.Dispose();
        }

        private StorageEngine MakeEngine()
        {
            var options = new StorageOptions
            {
                DataDirectory = _directory.Path,
                DiskReserveBytes = 0,
                MemtableBudgetBytes = 8 << 20,
                CommitLogFileSizeBytes = 64 << 10,
                CommitLogSizeMaxBytes = 256 << 10,
                SegmentSizeBytes = SegmentSizeBytes,
                SegmentCopySizeBytes = 4 << 10,
                FeedTailSizeBytes = 8 << 10,
                CommitLogWaitMax = TimeSpan.FromMinutes(2),
            };
            return new StorageEngine(new StorageEngineSetup
            {
                Options = options,
                Time = Time,
                OpenJournals = _ => Task.FromResult<IJournalStore>(
                    _journals = FileJournalStore.Open(options, Time, NullLogger<FileJournalStore>.Instance)),
            });
        }
    }
}
