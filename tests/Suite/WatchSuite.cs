namespace Orleans.TableService.Tests.Suite;

public abstract class WatchSuite(ITableService service) : TableServiceSuite(service)
{
    [Fact]
    public async Task Watch_WhenItBeginsNow_GivesOnlyWhatIsCommittedLater()
    {
        var table = await CreateTableAsync();
        var before = await table.CommitAsync(Some.Transaction("p", Some.Put("a", "before")));
        await using var watch = await WatchReader.StartAsync(table, Request());

        Assert.True(watch.Revision >= before.Revision);
        var after = await table.CommitAsync(Some.Transaction("p", Some.Put("a", "after")));

        var change = Assert.Single(await watch.NextAsync(1));
        Assert.Equal((ChangeKind.Put, ChangeCause.Client), (change.Kind, change.Cause));
        Assert.Equal(after.Revision, change.Revision);
        Assert.Equal(("a", "after"), (Some.Text(change.LKey), Some.Text(change.Entry!.Value.Bytes)));
        Assert.Equal(await table.GetAsync(Some.Key("p"), Some.Key("a")), change.Entry, Same.Entry);
    }

    [Fact]
    public async Task Watch_WhenItBeginsAtOne_GivesTheWholeHistoryInOrder()
    {
        var table = await CreateTableAsync();
        await table.PutAsync(Some.Key("p"), Some.Put("a", "1"));
        await table.PutAsync(Some.Key("p"), Some.Put("a", "2"));
        await table.IncrementAsync(Some.Key("p"), Some.Key("n"), 3);
        await table.DeleteAsync(Some.Key("p"), Some.Delete("a"));
        await using var watch = await WatchReader.StartAsync(table, Request(1));

        await table.PutAsync(Some.Key("p"), Some.Put("b", "5"));

        var changes = await watch.NextAsync(5);
        Assert.Equal(["a=1", "a=2", "n=3", "a gone", "b=5"], changes.Select(Show));
        Assert.Equal(5, changes.Select(change => change.Revision).Distinct().Count());
        var times = changes.Select(change => change.CommittedAt).ToList();
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task Watch_WhenItGoesOnBehindAResult_MissesNothingAndRepeatsNothing()
    {
        var table = await CreateTableAsync();
        await table.PutAsync(Some.Key("p"), Some.Put("a", "1"));
        var read = await table.CommitAsync(Some.Transaction("p", Some.Get("a")));
        await table.PutAsync(Some.Key("p"), Some.Put("a", "2"));

        await using (var watch = await WatchReader.StartAsync(table, Request(read.Revision + 1)))
        {
            Assert.Equal(["a=2"], (await watch.NextAsync(1)).Select(Show));
            await table.PutAsync(Some.Key("p"), Some.Put("a", "3"));
            read = read with { Revision = watch.Revision };
        }

        await using var resumed = await WatchReader.StartAsync(table, Request(read.Revision + 1));
        Assert.Equal(["a=3"], (await resumed.NextAsync(1)).Select(Show));
    }

    [Fact]
    public async Task Watch_WhenATransactionChangesManyKeys_GivesThemInOneBatchWithOneRevision()
    {
        var table = await CreateTableAsync();
        await table.CommitAsync(Some.Transaction("p", Some.Put("c", "0"), Some.Put("d", "0")));
        await using var watch = await WatchReader.StartAsync(table, Request());

        var result = await table.CommitAsync(Some.Transaction(
            "p",
            Some.Put("a", "1"),
            Some.Increment("b", 2),
            new DeleteRangeOperation { LKeys = Some.Interval("c", "z") }));

        var changes = await watch.NextAsync(4);
        Assert.All(changes, change => Assert.Equal(result.Revision, change.Revision));
        Assert.Equal(["a=1", "b=2", "c gone", "d gone"], changes.Select(Show).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Watch_WhenATransactionFails_GivesNothingOfIt()
    {
        var table = await CreateTableAsync();
        await using var watch = await WatchReader.StartAsync(table, Request());

        await table.TryCommitAsync(Some.Transaction("p", Some.Put("a", "1"), Some.Increment("a", 1)));
        await table.CommitAsync(Some.Transaction("p", Some.Delete("absent"), Some.Get("a")));
        await table.CommitAsync(Some.Transaction("p", Some.Put("z", "last")));

        Assert.Equal(["z=last"], (await watch.NextAsync(1)).Select(Show));
    }

    [Theory]
    [InlineData("b", "b\0", "b=1")]
    [InlineData("b", "d", "b=1 c=1")]
    [InlineData("", "b", "a=1")]
    [InlineData("c", null, "c=1 d=1")]
    public async Task Watch_WhenAnIntervalIsGiven_GivesItsKeysOfItsPKeyOnly(string start, string? end, string expected)
    {
        var table = await CreateTableAsync();
        await table.CommitAsync(Some.Transaction("q", Some.Put("b", "other"), Some.Put("c", "other")));
        foreach (var key in (string[])["a", "b", "c", "d"])
        {
            await table.PutAsync(Some.Key("p"), Some.Put(key, "1"));
        }

        var interval = Some.Interval(start, end);
        await using var watch = await WatchReader.StartAsync(
            table,
            Request() with { LKeys = interval, FromRevision = 1 });

        var changes = await watch.NextAsync(expected.Split(' ').Length);
        Assert.Equal(expected, string.Join(' ', changes.Select(Show)));
    }

    [Fact]
    public async Task Watch_WhenItBeginsInTheFuture_WaitsForThatRevision()
    {
        var table = await CreateTableAsync();
        var first = await table.CommitAsync(Some.Transaction("p", Some.Put("a", "1")));
        await using var watch = await WatchReader.StartAsync(table, Request(first.Revision + 3));

        var written = new List<long>();
        foreach (var n in Enumerable.Range(2, 6))
        {
            written.Add((await table.CommitAsync(Some.Transaction("p", Some.Put("a", "" + n)))).Revision);
        }

        var expected = written.Where(revision => revision >= first.Revision + 3).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, (await watch.NextAsync(expected.Count)).Select(change => change.Revision));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watch_WhenTheTableKeepsPreviousValues_CarriesThem(bool keep)
    {
        var table = await CreateTableAsync(new StreamConfiguration { KeepPreviousValues = keep });
        await using var watch = await WatchReader.StartAsync(table, Request());

        await table.PutAsync(Some.Key("p"), Some.Put("a", "1"));
        await table.PutAsync(Some.Key("p"), Some.Put("a", "2"));
        await table.DeleteAsync(Some.Key("p"), Some.Delete("a"));
        await table.PutAsync(Some.Key("p"), Some.Put("a", "4"));

        var previous = (await watch.NextAsync(4))
            .Select(change => change.Previous is { } value ? Some.Text(value.Bytes) : "none");
        Assert.Equal(keep ? ["none", "1", "2", "none"] : ["none", "none", "none", "none"], previous);
    }

    [Fact]
    public async Task Watch_WhenManyWriteAndManyWatch_EachSeesEveryChangeOnceInOrder()
    {
        var table = await CreateTableAsync(new StreamConfiguration { InitialRanges = 2 });
        var early = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => WatchReader.StartAsync(table, Request())));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            await Task.Yield();
            for (var i = 0; i < 25; i++)
            {
                await table.IncrementAsync(Some.Key("p"), Some.Key("n"), 1);
            }
        }));
        var late = await WatchReader.StartAsync(table, Request(1));

        foreach (var watch in early.Append(late))
        {
            var changes = await watch.NextAsync(200);
            Assert.Equal(Enumerable.Range(1, 200), changes.Select(change => (int)change.Entry!.Value.Number));
            await watch.DisposeAsync();
        }
    }

    [Fact]
    public async Task Watch_WhenItIsCancelled_Ends()
    {
        var table = await CreateTableAsync();
        await using var watch = await WatchReader.StartAsync(table, Request());

        var end = watch.EndAsync();
        await watch.CancelAsync();

        Assert.IsAssignableFrom<OperationCanceledException>(await end.WaitAsync(Patience));
    }

    [Fact]
    public async Task Watch_WhenTheTableIsDeleted_EndsWithThat()
    {
        var table = await CreateTableAsync();
        await using var watch = await WatchReader.StartAsync(table, Request());

        var end = watch.EndAsync();
        await Admin.DeleteStreamAsync(Namespace, "table");

        Assert.IsType<StreamNotFoundException>(await end.WaitAsync(Patience));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Watch_WhenItBeginsBeforeOne_IsRefused(long from)
    {
        var table = await CreateTableAsync();

        await Assert.ThrowsAsync<InvalidRequestException>(
            () => WatchReader.StartAsync(table, Request(from)));
    }

    [Fact]
    public async Task Watch_WhenItBeginsInTrimmedHistory_IsCompactedWithTheOldestRevision()
    {
        var table = await CreateTableAsync(new StreamConfiguration { Retention = new() { SizeBytes = 0 } });
        var revisions = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            revisions.Add((await table.CommitAsync(Some.Transaction("p", Some.Put("a", $"{i}")))).Revision);
        }

        await TrimAsync(table, revisions[3]);

        var error = await Assert.ThrowsAsync<RevisionCompactedException>(
            () => WatchReader.StartAsync(table, Request(revisions[2])));
        Assert.Equal(revisions[3], error.OldestRevision);
        Assert.Contains($"{revisions[3]}", error.Message, StringComparison.Ordinal);
        await using var watch = await WatchReader.StartAsync(table, Request(error.OldestRevision));
        Assert.Equal(["a=3", "a=4"], (await watch.NextAsync(2)).Select(Show));
        Assert.Equal("4", Some.Text((await table.GetAsync(Some.Key("p"), Some.Key("a")))!.Value.Bytes));
    }

    [Fact]
    public async Task Watch_WhenItIsOvertakenByTrimming_GoesOnWithoutAGapOrIsCompacted()
    {
        var table = await CreateTableAsync(new StreamConfiguration { Retention = new() { SizeBytes = 0 } });
        await using var watch = await WatchReader.StartAsync(table, Request(1));
        var last = 0L;
        for (var i = 0; i < 60; i++)
        {
            var put = Some.Put("a", new string('x', 20_000) + i);
            last = (await table.CommitAsync(Some.Transaction("p", put))).Revision;
        }

        await TrimAsync(table, last);
        var seen = new List<long>();
        try
        {
            while (seen.Count < 60)
            {
                seen.AddRange((await watch.NextBatchAsync()).Select(change => change.Revision));
            }
        }
        catch (RevisionCompactedException e)
        {
            Assert.Equal(last, e.OldestRevision);
        }

        Assert.Equal(Enumerable.Range(1, seen.Count), seen.Select(revision => (int)revision));
    }

    /// <summary>Gives up a table's history below a revision.</summary>
    protected abstract Task TrimAsync(ITable table, long belowRevision);

    private static WatchRequest Request(long? fromRevision = null) =>
        new() { PKey = Some.Key("p"), FromRevision = fromRevision };

    private static string Show(TableChange change) => Some.Text(change.LKey) + change switch
    {
        { Kind: ChangeKind.Delete, Entry: null } => " gone",
        { Entry.Value: { IsNumber: true, Number: var number } } => $"={number}",
        { Entry: { } entry } => "=" + Some.Text(entry.Value.Bytes),
        _ => " is a put without an entry",
    };
}
