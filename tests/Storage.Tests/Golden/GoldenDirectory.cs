using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Tests.Ranges;

namespace Orleans.TableService.Storage.Tests.Golden;

/// <summary>
/// A data directory with a file of every kind: commit log, segments, indexes, checkpoints; one journal is trimmed.
/// </summary>
/// <remarks>
/// The directories in <c>v*</c> were made by <see cref="MakeAsync"/> of their time, which must not change what it
/// writes: what earlier programs wrote is to be read by <see cref="RequireAsync"/> for ever.
/// </remarks>
internal static class GoldenDirectory
{
    private const int Count = 40;
    private static readonly RangeDescriptor Trimmed = Describe(1024) with
    {
        Retention = new HistoryRetention { Time = TimeSpan.Zero },
    };

    private static readonly RangeDescriptor Whole = Describe(1025);

    /// <summary>Makes such a directory with the formats of this program.</summary>
    public static async Task MakeAsync(string directory)
    {
        FileJournalStore? journals = null;
        await using var engine = MakeEngine(directory, store => journals = store);
        foreach (var descriptor in new[] { Trimmed, Whole })
        {
            await engine.CreateRangeAsync(descriptor, default);
        }

        var trimmed = (RangeStore)await engine.OpenRangeAsync(Trimmed, default);
        var whole = await engine.OpenRangeAsync(Whole, default);
        for (var i = 0; i < Count; i++)
        {
            await CommitAsync(trimmed, Tx.Put($"key {i}", Value(i)));
            await CommitAsync(whole, Tx.Increment("number", i), Tx.Put($"key {i % 7}", $"{i}"));
            if (i is 20 or 30)
            {
                await trimmed.CheckpointAsync(default);
            }
        }

        await CommitAsync(whole, Tx.Delete("key 3"));
        await journals!.WhenIdleAsync();
        await trimmed.Trimmer.RunAsync();
        await trimmed.Trimmer.Running;
    }

    /// <summary>
    /// Opens a directory that <see cref="MakeAsync"/> made, now or long ago, and sees that all is there.
    /// </summary>
    public static async Task RequireAsync(string directory)
    {
        await using var engine = MakeEngine(directory, _ => { });
        var trimmed = await engine.OpenRangeAsync(Trimmed, default);
        for (var i = 0; i < Count; i++)
        {
            var entry = await GetAsync(trimmed, $"key {i}");
            Assert.Equal((Value(i), i + 1, i + 1, 0),
                (Tx.Text(entry!.Value), entry.CreateRevision, entry.ModRevision, entry.Version));
        }

        Assert.Equal((40, 22), (trimmed.GetInfo().Revision, trimmed.GetInfo().OldestRevision));
        var whole = await engine.OpenRangeAsync(Whole, default);
        Assert.Equal(Count * (Count - 1) / 2, (await GetAsync(whole, "number"))!.Value.Number);
        Assert.Equal("39", Tx.Text((await GetAsync(whole, "key 4"))!.Value));
        Assert.Null(await GetAsync(whole, "key 3"));
        Assert.Equal((41, 1), (whole.GetInfo().Revision, whole.GetInfo().OldestRevision));
        await RequireHistoryAsync(whole);
        Assert.Equal(41, (await CommitAsync(trimmed, Tx.Put("new", "entry"))).Revision);
    }

    private static async Task RequireHistoryAsync(IRangeStore range)
    {
        var request = new WatchRequest { PKey = Tx.Bytes("p"), FromRevision = 1 };
        var seen = new List<TableChange>();
        await foreach (var batch in range.WatchAsync(request, default))
        {
            seen.AddRange(batch.Changes);
            if (batch.Revision == 41)
            {
                break;
            }
        }

        Assert.Equal((2 * Count) + 1, seen.Count);
        Assert.Equal(ChangeKind.Delete, seen[^1].Kind);
    }

    private static string Value(int number) => $"{number} " + new string((char)('a' + (number % 26)), 3000);

    private static async Task<TransactionResult> CommitAsync(IRangeStore range, params TableOperation[] operations) =>
        (await range.SubmitAsync(Tx.Of("p", operations), default)).GetResultOrThrow();

    private static async Task<TableEntry?> GetAsync(IRangeStore range, string key) =>
        ((GetResult)(await CommitAsync(range, Tx.Get(key))).Results[0]).Entry;

    private static RangeDescriptor Describe(long number) => StoreHost.Descriptor with
    {
        Id = new RangeId(new TableStreamId(1024), number),
        JournalId = new Guid("0b7f8f8e-6f0a-4c1e-9a53-3f3a51d2a901"),
    };

    private static StorageEngine MakeEngine(string directory, Action<FileJournalStore> made)
    {
        var options = new StorageOptions
        {
            DataDirectory = directory,
            DiskReserveBytes = 0,
            CommitLogFileSizeBytes = 32 << 10,
            CommitLogSizeMaxBytes = 96 << 10,
            CommitLogWaitMax = TimeSpan.FromMinutes(2),
            SegmentSizeBytes = 32 << 10,
            SegmentCopySizeBytes = 4 << 10,
        };
        return new StorageEngine(new StorageEngineSetup
        {
            Options = options,
            OpenJournals = _ =>
            {
                var store = FileJournalStore.Open(options, TimeProvider.System, NullLogger<FileJournalStore>.Instance);
                made(store);
                return Task.FromResult<IJournalStore>(store);
            },
        });
    }
}
