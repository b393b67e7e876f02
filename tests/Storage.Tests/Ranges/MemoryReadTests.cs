using System.Buffers;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Tests.Telemetry;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>Gets that are answered where they are asked.</summary>
public sealed class MemoryReadTests
{
    private const int Writes = 3000;
    private const int Imports = 300;
    private const string EntryCacheRequests = "tableservice.storage.entry_cache.requests";

    [Fact]
    public async Task Get_WhenMemoryHoldsTheKey_IsAnsweredAtOnce()
    {
        await using var host = await StoreHost.StartAsync();
        var put = await host.CommitAsync(Tx.Of("p", Tx.Put("k", "value")));

        var pending = host.Range.SubmitAsync(Tx.Of("p", Tx.Get("k")), default);

        Assert.True(pending.IsCompleted);
        var result = (await pending).GetResultOrThrow();
        Assert.Equal(put.Revision, result.Revision);
        Assert.Equal("value"u8.ToArray(), Assert.IsType<GetResult>(result.Results[0]).Entry!.Value.Bytes.ToArray());
    }

    [Fact]
    public async Task Get_WhenMemoryKnowsNoSuchKey_IsAnsweredAtOnce()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("k", "value")));

        var pending = host.Range.SubmitAsync(Tx.Of("p", Tx.Get("other")), default);

        Assert.True(pending.IsCompleted);
        Assert.Null(Assert.IsType<GetResult>((await pending).GetResultOrThrow().Results[0]).Entry);
    }

    // The first look that is counted finds the entry in the index, the second what the first left in front of it.
    [Fact]
    public async Task Get_OfAnEntryThatGetsFoundBefore_SeesEveryWrite()
    {
        using var listener = new Measurements();
        await using var host = await StoreHost.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            var isDelete = i % 5 == 4;
            await host.CommitAsync(Tx.Of("p", isDelete ? Tx.Delete("k") : Tx.Put("k", $"{i}")));
            for (var end = Looks() + 2; Looks() < end;)
            {
                var entry = await host.GetAsync("p", "k");
                Assert.Equal(isDelete ? null : $"{i}", entry is null ? null : Tx.Text(entry.Value));
            }
        }

        Assert.True(listener[EntryCacheRequests, "hit"] >= 40);
        Assert.True(listener[EntryCacheRequests, "miss"] > 0);
        Assert.True(listener["tableservice.storage.entry_cache.size", ""] > 0);

        double Looks()
        {
            listener.Observe(host.Engine.Meter);
            return listener[EntryCacheRequests, "hit"] + listener[EntryCacheRequests, "miss"];
        }
    }

    [Fact]
    public async Task Put_ToAnEntryThatWasWrittenBefore_NeedNotLookItUp()
    {
        using var listener = new Measurements();
        await using var host = await StoreHost.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await host.CommitAsync(Tx.Of("p", Tx.Put("k", $"{i}")));
        }

        listener.Observe(host.Engine.Meter);
        Assert.Equal(1, listener["tableservice.storage.recent_entries.requests", "miss"]);
        Assert.Equal(4, listener["tableservice.storage.recent_entries.requests", "hit"]);
        Assert.True(listener["tableservice.storage.recent_entries.size", ""] > 0);
    }

    [Fact]
    public async Task Get_WhenAFileMustBeRead_IsAnsweredAllTheSame()
    {
        await using var host = await StoreHost.StartAsync(options => options.BlockCacheSizeBytes = 0);
        for (var i = 0; i < 50; i++)
        {
            await host.CommitAsync(Tx.Of("p", Tx.Put($"k{i}", $"value {i}")));
        }

        // A plain close writes the memtable to a file, and a cache of no bytes keeps nothing of it.
        await host.RestartAsync();
        for (var i = 0; i < 50; i++)
        {
            var result = await host.CommitAsync(Tx.Of("p", Tx.Get($"k{i}")));
            var entry = Assert.IsType<GetResult>(result.Results[0]).Entry!;
            Assert.Equal($"value {i}", System.Text.Encoding.UTF8.GetString(entry.Value.Bytes.Span));
        }
    }

    // Every stated revision is checked against what the one writer did: an entry, or none, must be of that revision.
    [Fact]
    public async Task Get_WhileAWriterPutsAndDeletes_StatesARevisionOfWhichTheEntryIs()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("k", "0")));
        var existsAfter = new bool[(2 * Writes) + 2];
        existsAfter[1] = true;
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadAsync(host.Range, stop.Token))).ToArray();
        for (var i = 0; i < Writes; i++)
        {
            existsAfter[(await host.CommitAsync(Tx.Of("p", Tx.Delete("k")))).Revision] = false;
            existsAfter[(await host.CommitAsync(Tx.Of("p", Tx.Put("k", "1")))).Revision] = true;
        }

        await stop.CancelAsync();
        foreach (var (revision, modRevision) in (await Task.WhenAll(readers)).SelectMany(seen => seen))
        {
            Assert.Equal(existsAfter[revision], modRevision is not null);
            Assert.True(modRevision is null || modRevision == revision, $"{modRevision} at {revision}");
        }
    }

    // An imported entry is of an older revision than the record that brought it: before that one it was not there.
    [Fact]
    public async Task Get_WhileEntriesAreImported_StatesARevisionOfWhichTheEntryIs()
    {
        await using var host = await StoreHost.StartAsync();
        var imported = new long[Imports];
        var ends = imported
            .Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();

        // Only who has not seen the entry yet can have chosen a revision before it.
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var seen = new List<(int Key, long Revision)>();
            while (seen.Count < Imports)
            {
                var get = Tx.Of("p", Tx.Get($"k{seen.Count}"));
                var result = (await host.Range.SubmitAsync(get, default)).GetResultOrThrow();
                if (Assert.IsType<GetResult>(result.Results[0]).Entry is not null)
                {
                    seen.Add((seen.Count, result.Revision));
                    await ends[seen.Count - 1].Task;
                }
            }

            return seen;
        })).ToArray();
        for (var i = 0; i < Imports; i++)
        {
            Assert.Equal(1, await host.Range.ImportAsync(ChunkOf($"k{i}"), 100, default));
            imported[i] = host.Range.GetInfo().Revision;
            ends[i].SetResult();
        }

        Assert.All((await Task.WhenAll(readers)).SelectMany(seen => seen), seen =>
            Assert.True(seen.Revision >= imported[seen.Key], $"{seen} was imported by {imported[seen.Key]}"));
    }

    [Fact]
    public async Task Get_OfAFencedOwner_IsNotAnsweredFromMemory()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("k", "value")));
        await using var other = await host.Journals.OpenAsync(
            StoreHost.Descriptor.Id, StoreHost.Descriptor.JournalId, default);

        var outcome = await host.Range.SubmitAsync(Tx.Of("p", Tx.Get("k")), default);

        Assert.NotNull(outcome.Fault);
    }

    private static BackupChunk ChunkOf(string lKey)
    {
        var state = new EntryState
        {
            Exists = true,
            Value = new TableValue("v"u8.ToArray()),
            CreateRevision = 1,
            ModRevision = 1,
        };
        var value = new byte[EntryCodec.SizeMaxBytes(1)];
        var bytes = new ArrayBufferWriter<byte>();
        bytes.WriteSized("p"u8);
        bytes.WriteSized(System.Text.Encoding.UTF8.GetBytes(lKey));
        bytes.WriteSized(value.AsSpan(0, EntryCodec.Write(state, value)));
        return new BackupChunk
        {
            Interval = KeyInterval.All,
            Revision = 1,
            Count = 1,
            IsLast = true,
            Entries = bytes.WrittenMemory,
        };
    }

    private static async Task<List<(long Revision, long? ModRevision)>> ReadAsync(
        IRangeStore range,
        CancellationToken stop)
    {
        var seen = new List<(long, long?)>();
        var last = 0L;
        while (!stop.IsCancellationRequested)
        {
            var result = (await range.SubmitAsync(Tx.Of("p", Tx.Get("k")), default)).GetResultOrThrow();
            Assert.True(result.Revision >= last);
            last = result.Revision;
            seen.Add((last, Assert.IsType<GetResult>(result.Results[0]).Entry?.ModRevision));
        }

        return seen;
    }
}
