using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges.Feed;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>Watches of one range, beyond the facts that hold for every table.</summary>
public sealed class WatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0)]
    [InlineData(400)]
    [InlineData(256 << 10)]
    public async Task Watch_WithAnyTail_SeesEveryChangeOnce(int tailSizeBytes)
    {
        await using var host = await StoreHost.StartAsync(options => options.FeedTailSizeBytes = tailSizeBytes);
        var watches = Enumerable.Range(0, 4).Select(_ => ReadAsync(host, 1, 400)).ToList();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 50; i++)
            {
                await host.CommitAsync(Tx.Of("p", Tx.Increment("n", 1)));
                if (writer == 0 && i % 10 == 0)
                {
                    watches.Add(ReadAsync(host, 1, 400));
                }
            }
        }));

        foreach (var numbers in await Task.WhenAll(watches))
        {
            Assert.Equal(Enumerable.Range(1, 400).Select(n => (long)n), numbers);
        }
    }

    [Fact]
    public async Task Watch_WhenTheRangeIsOpenedAgain_EndsAndGoesOnWithoutGapOrRepetition()
    {
        await using var host = await StoreHost.StartAsync(options => options.FeedTailSizeBytes = 400);
        var seen = new List<long>();
        long next = 1;
        for (var round = 0; round < 4; round++)
        {
            var range = host.Range;
            var reader = Task.Run(async () =>
            {
                await foreach (var batch in range.WatchAsync(Request(next), default))
                {
                    seen.AddRange(batch.Changes.Select(change => change.Entry!.Value.Number));
                    next = batch.Revision + 1;
                }
            });
            for (var i = 0; i < 25; i++)
            {
                await host.CommitAsync(Tx.Of("p", Tx.Increment("n", 1)));
            }

            await host.ReopenAsync();
            await Assert.ThrowsAsync<RangeUnavailableException>(() => reader.WaitAsync(Patience));
        }

        seen.AddRange((await ReadAsync(host, next, 100 - seen.Count)));
        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), seen);
    }

    [Fact]
    public async Task Watch_OfTrimmedHistory_IsCompactedWithTheOldestRevision()
    {
        await using var host = await StoreHost.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await host.CommitAsync(Tx.Of("p", Tx.Increment("n", 1)));
        }

        host.Journals.File(StoreHost.Descriptor.Id).Trim(3);

        var error = Assert.Throws<RevisionCompactedException>(() => host.Range.WatchAsync(Request(3), default));
        Assert.Equal(4, error.OldestRevision);
        Assert.Equal([4, 5], await ReadAsync(host, 4, 2));
    }

    [Fact]
    public async Task Watch_WhenMuchPassesThatDoesNotMatch_TellsHowFarItIs()
    {
        await using var host = await StoreHost.StartAsync();
        await using var batches = host.Range.WatchAsync(Request(1), default).GetAsyncEnumerator();
        Assert.True(await batches.MoveNextAsync());
        Assert.Equal((0, 0), (batches.Current.Revision, batches.Current.Changes.Count));
        await Task.WhenAll(Enumerable.Range(0, 1500).Select(_ => host.CommitAsync(Tx.Of("q", Tx.Increment("n", 1)))));

        Assert.True(await batches.MoveNextAsync().AsTask().WaitAsync(Patience));
        Assert.Empty(batches.Current.Changes);
        Assert.True(batches.Current.Revision >= 1000);
    }

    [Fact]
    public async Task Watch_WithoutARevision_BeginsBehindWhatIsCommitted()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", Tx.Increment("n", 1)));
        await using var batches = host.Range.WatchAsync(Request(null), default).GetAsyncEnumerator();
        Assert.True(await batches.MoveNextAsync());
        Assert.Equal(1, batches.Current.Revision);
        await host.CommitAsync(Tx.Of("p", Tx.Increment("n", 1)));
        Assert.True(await batches.MoveNextAsync().AsTask().WaitAsync(Patience));
        Assert.Equal(2, Assert.Single(batches.Current.Changes).Entry!.Value.Number);
    }

    [Fact]
    public async Task Watch_WithoutARevision_BeginsBehindWhatReadsCanStateThoughItIsNotPublished()
    {
        var feed = new RangeFeed(lastLsn: 3, tailSizeMaxBytes: 1000);
        feed.WillState(5);
        await using var batches = new RangeWatch(null!, feed).FollowAsync(Request(null), default).GetAsyncEnumerator();
        Assert.True(await batches.MoveNextAsync());
        Assert.Equal(5, batches.Current.Revision);
    }

    [Fact]
    public void Publish_WhileNobodyWatches_KeepsNothing()
    {
        var feed = new RangeFeed(lastLsn: 0, tailSizeMaxBytes: 1000);
        feed.Publish(Group(1));
        feed.Join();
        Assert.Empty(feed.Look(1).Groups);
        feed.Join();
        feed.Publish(Group(2));
        feed.Leave();
        Assert.Equal(2, Assert.Single(feed.Look(2).Groups).FirstLsn);
        feed.Leave();
        feed.Publish(Group(3));
        var position = feed.Look(2);
        Assert.Empty(position.Groups);
        Assert.Null(position.Wait);
        Assert.Equal(3, position.LastLsn);
    }

    private static RecordGroup Group(long lsn)
    {
        var builder = new RecordGroupBuilder(lsn);
        builder.BeginRecord();
        builder.EndRecord();
        return builder.Build();
    }

    [Fact]
    public async Task Watch_WithoutARevision_NeverShowsWhatWasAcknowledgedBefore()
    {
        await using var host = await StoreHost.StartAsync();
        for (var i = 0; i < 500; i++)
        {
            var write = host.CommitAsync(Tx.Of("p", Tx.Increment("n", 1)));
            long stated;
            do
            {
                stated = (await host.CommitAsync(Tx.Of("p", Tx.Get("n")))).Revision;
                await AssertBeginsBehindAsync(host, stated);
            }
            while (!write.IsCompleted);

            await AssertBeginsBehindAsync(host, (await write).Revision);
        }
    }

    private static async Task AssertBeginsBehindAsync(StoreHost host, long revision)
    {
        await using var batches = host.Range.WatchAsync(Request(null), default).GetAsyncEnumerator();
        Assert.True(await batches.MoveNextAsync());
        Assert.True(batches.Current.Revision >= revision, $"begins behind {batches.Current.Revision}, not {revision}");
    }

    private static WatchRequest Request(long? from) => new() { PKey = Tx.Bytes("p"), FromRevision = from };

    private static async Task<List<long>> ReadAsync(StoreHost host, long from, int count)
    {
        var numbers = new List<long>();
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var batch in host.Range.WatchAsync(Request(from), patience.Token))
        {
            numbers.AddRange(batch.Changes.Select(change => change.Entry!.Value.Number));
            if (numbers.Count >= count)
            {
                break;
            }
        }

        return numbers;
    }
}
