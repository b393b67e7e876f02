using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Ranges.Backups;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>A range goes out as of one revision, and comes back as it was.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task Export_WhileWritesGoOn_IsAsOfOneRevision()
    {
        await using var host = await StoreHost.StartAsync();
        var value = new string('v', 20_000);
        for (var i = 0; i < 120; i++)
        {
            await host.CommitAsync(Tx.Of($"p{i}", Tx.Put("a", value), Tx.Put("b", value)));
        }

        var chunks = new List<BackupChunk>();
        await foreach (var chunk in host.Range.ExportAsync(default))
        {
            chunks.Add(chunk);
            await host.CommitAsync(Tx.Of($"p{chunks.Count}", Tx.Delete("a"), Tx.Put("c", "new")));
        }

        Assert.InRange(chunks.Count, 3, 10);
        Assert.All(chunks, chunk => Assert.Equal(120, chunk.Revision));
        Assert.Equal(240, chunks.Sum(chunk => chunk.Count));
        Assert.Equal([.. Enumerable.Repeat(false, chunks.Count - 1), true], chunks.Select(chunk => chunk.IsLast));
    }

    [Fact]
    public async Task Import_IntoANewRange_KeepsValuesRevisionsAndVersions()
    {
        await using var source = await StoreHost.StartAsync();
        await source.CommitAsync(Tx.Of("p", Tx.Put("a", "1"), Tx.Put("b", "")));
        await source.CommitAsync(Tx.Of("p", Tx.Put("a", "2")));
        await source.CommitAsync(Tx.Of("q\0", Tx.Increment("n", -7)));
        await source.CommitAsync(Tx.Of("p", Tx.Delete("b"), Tx.Put("c", "3")));
        var before = await ReadAsync(source);

        await using var target = await StoreHost.StartAsync();
        await CopyAsync(source, target, floor: 4);
        Assert.Equal(before, await ReadAsync(target));
        var written = await target.CommitAsync(Tx.Of("p", Tx.Put("a", "4")));
        Assert.InRange(written.Revision, 5, 100);
        var after = await target.GetAsync("p", "a");
        Assert.Equal((1, written.Revision, 2), (after!.CreateRevision, after.ModRevision, after.Version));

        // The same from the journal alone.
        var restored = await ReadAsync(target);
        await target.RestartAsync(() => Directory.Delete(target.IndexDirectory, recursive: true), crashes: true);
        Assert.Equal(restored, await ReadAsync(target));
    }

    [Fact]
    public async Task Import_OfMoreThanTheQueueTakes_WaitsForRoom()
    {
        await using var source = await StoreHost.StartAsync();
        var value = new string('v', 1_000_000);
        for (var i = 0; i < 40; i++)
        {
            await source.CommitAsync(Tx.Of("p", Tx.Put($"{i}", value)));
        }

        var all = new List<byte>();
        var count = 0;
        await foreach (var chunk in source.Range.ExportAsync(default))
        {
            all.AddRange(chunk.Entries.Span);
            count += chunk.Count;
        }

        var whole = await FirstAsync(source) with { Entries = all.ToArray() };
        await using var target = await StoreHost.StartAsync();
        Assert.Equal(count, await target.Range.ImportAsync(whole, 40, default));
    }

    [Fact]
    public async Task Import_Again_ChangesNothing()
    {
        await using var source = await StoreHost.StartAsync();
        await source.CommitAsync(Tx.Of("p", Tx.Put("a", "1"), Tx.Put("b", "2")));
        await using var target = await StoreHost.StartAsync();
        await CopyAsync(source, target, floor: 9);
        var revision = target.Range.GetInfo().Revision;
        await CopyAsync(source, target, floor: 9);

        Assert.Equal(await ReadAsync(source), await ReadAsync(target));
        Assert.Equal((10, 10), (revision, target.Range.GetInfo().Revision));
    }

    [Fact]
    public async Task Import_IntoARangeThatWasWrittenTo_IsRefused()
    {
        await using var source = await StoreHost.StartAsync();
        await source.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        await source.CommitAsync(Tx.Of("p", Tx.Put("a", "2")));
        await using var target = await StoreHost.StartAsync();
        await target.CommitAsync(Tx.Of("q", Tx.Put("x", "here")));
        await Assert.ThrowsAsync<InvalidRequestException>(() => CopyAsync(source, target, floor: 2));
        await target.CommitAsync(Tx.Of("p", Tx.Put("a", "other")));
        await target.CommitAsync(Tx.Of("p", Tx.Put("a", "other")));
        await Assert.ThrowsAsync<ConditionFailedException>(() => CopyAsync(source, target, floor: 2));

        Assert.Equal("other", Tx.Text((await target.GetAsync("p", "a"))!.Value));
    }

    [Fact]
    public async Task Import_OfDamagedBytes_IsRefusedWhole()
    {
        await using var source = await StoreHost.StartAsync();
        await source.CommitAsync(Tx.Of("p", Tx.Put("a", "1")));
        var first = (await FirstAsync(source)).Entries;
        await source.CommitAsync(Tx.Of("p", Tx.Put("b", "2")));
        var chunk = await FirstAsync(source);
        Assert.Equal(first.ToArray(), chunk.Entries[..first.Length].ToArray());
        await using var target = await StoreHost.StartAsync();
        for (var length = 1; length < chunk.Entries.Length; length++)
        {
            // Bytes that end with an entry are whole: what is told of them is the first entry.
            var cut = chunk with { Entries = chunk.Entries[..length].ToArray() };
            if (length == first.Length)
            {
                Assert.Equal(1, await target.Range.ImportAsync(cut, 2, default));
            }
            else
            {
                await Assert.ThrowsAsync<InvalidRequestException>(() => target.Range.ImportAsync(cut, 2, default));
            }

            var written = (await FirstAsync(target)).Entries.ToArray();
            Assert.Equal(length < first.Length ? [] : first.ToArray(), written);
        }

        // A revision that is greater than the floor is damage, too.
        await Assert.ThrowsAsync<InvalidRequestException>(() => target.Range.ImportAsync(chunk, 1, default));
        Assert.Equal(2, await target.Range.ImportAsync(chunk, 2, default));
        Assert.Equal(chunk.Entries.ToArray(), (await FirstAsync(target)).Entries.ToArray());
    }

    [Fact]
    public async Task Import_OfFlippedBytes_IsRefusedOrWritesWhatItSays()
    {
        await using var source = await StoreHost.StartAsync();
        await source.CommitAsync(Tx.Of("p", Tx.Put("a", "1"), Tx.Put("b", "2")));
        var chunk = await FirstAsync(source);
        var target = await StoreHost.StartAsync();
        var refused = 0;
        for (var i = 0; i < chunk.Entries.Length; i++)
        {
            // The file's digest finds any of these; here what has no meaning must not be taken for an entry.
            var flipped = chunk.Entries.ToArray();
            flipped[i] ^= 0x80;
            try
            {
                Assert.Equal(2, await target.Range.ImportAsync(chunk with { Entries = flipped }, 1, default));
                Assert.Equal(2, (await FirstAsync(target)).Count);
                await target.DisposeAsync();
                target = await StoreHost.StartAsync();
            }
            catch (InvalidRequestException)
            {
                refused++;
                Assert.Equal(0, (await FirstAsync(target)).Count);
            }
        }

        await target.DisposeAsync();
        Assert.InRange(refused, 8, chunk.Entries.Length - 1);
    }

    [Fact]
    public async Task Import_OfAChunkWithOneBadEntryAtItsEnd_WritesNothing()
    {
        await using var source = await StoreHost.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            await source.CommitAsync(Tx.Of($"p{i}", Tx.Put("a", "1")));
        }

        var last = BackupEntries.Read((await FirstAsync(source)).Entries)[^1];
        await source.CommitAsync(Tx.Of(System.Text.Encoding.UTF8.GetString(last.PKey.Span), Tx.Put("a", "2")));
        var chunk = await FirstAsync(source);
        await using var target = await StoreHost.StartAsync();

        await Assert.ThrowsAsync<InvalidRequestException>(() => target.Range.ImportAsync(chunk, 10, default));
        Assert.Equal(0, (await FirstAsync(target)).Count);
        Assert.Equal(10, await target.Range.ImportAsync(chunk, 11, default));
    }

    [Fact]
    public async Task Export_WhenTheRangeCloses_EndsAndLetsItClose()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", new string('v', 2_000_000)), Tx.Put("b", "2")));
        await using var chunks = host.Range.ExportAsync(default).GetAsyncEnumerator();
        Assert.True(await chunks.MoveNextAsync());
        Assert.False(chunks.Current.IsLast);

        await host.ReopenAsync();
        await Assert.ThrowsAnyAsync<TableException>(async () => await chunks.MoveNextAsync());
        Assert.NotNull(await host.GetAsync("p", "b"));
    }

    [Fact]
    public async Task Export_WhenItsReaderIsTooSlow_LetsGo()
    {
        var time = new ManualTimeProvider();
        await using var host = await StoreHost.StartAsync(time: time);
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", new string('v', 2_000_000)), Tx.Put("b", "2")));
        await using var chunks = host.Range.ExportAsync(default).GetAsyncEnumerator();
        Assert.True(await chunks.MoveNextAsync());
        time.Advance(TimeSpan.FromSeconds(31));

        var refusal = await Assert.ThrowsAsync<RangeUnavailableException>(async () => await chunks.MoveNextAsync());
        Assert.Contains("30 s", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task CopyAsync(StoreHost source, StoreHost target, long floor)
    {
        await foreach (var chunk in source.Range.ExportAsync(default))
        {
            Assert.Equal(chunk.Count, await target.Range.ImportAsync(chunk, floor, default));
        }
    }

    private static async Task<BackupChunk> FirstAsync(StoreHost host)
    {
        await foreach (var chunk in host.Range.ExportAsync(default))
        {
            return chunk;
        }

        throw new InvalidOperationException("There is no chunk.");
    }

    private static async Task<List<string>> ReadAsync(StoreHost host)
    {
        var entries = new List<string>();
        foreach (var pKey in new[] { "p", "q\0" })
        {
            var read = await host.CommitAsync(Tx.Of(pKey, new RangeOperation { LKeys = KeyInterval.All }));
            entries.AddRange(((RangeResult)read.Results[0]).Entries.Select(entry =>
                $"{pKey} {Convert.ToHexString(entry.LKey.Span)} {Tx.Text(entry.Value)} "
                + $"{entry.CreateRevision} {entry.ModRevision} {entry.Version}"));
        }

        Assert.NotEmpty(entries);
        return entries;
    }
}
