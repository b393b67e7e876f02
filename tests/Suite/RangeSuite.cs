namespace Orleans.TableService.Tests.Suite;

public abstract class RangeSuite(ITableService service) : TableServiceSuite(service)
{
    private static readonly string[] SixKeys = ["a", "b", "c", "d", "e", "f"];

    private ITable Table { get; set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Table = await CreateTableAsync(new StreamConfiguration { InitialRanges = 3 });
        TableOperation[] puts = [.. SixKeys.Reverse().Select(key => Some.Put(key, "value of " + key))];
        await Table.CommitAsync(Some.Transaction("p", puts));
        await Table.CommitAsync(Some.Transaction("q", Some.Put("c1", "another pKey's")));
    }

    [Theory]
    [InlineData("", null, "abcdef")]
    [InlineData("b", "e", "bcd")]
    [InlineData("b", null, "bcdef")]
    [InlineData("", "c", "ab")]
    [InlineData("b0", "d0", "cd")]
    [InlineData("c", "c", "")]
    [InlineData("e", "b", "")]
    [InlineData("x", null, "")]
    public async Task Range_WhenAnIntervalIsGiven_ReadsExactlyItsKeysInOrder(string start, string? end, string expected)
    {
        var interval = Some.Interval(start, end);

        var up = await ReadAsync(Some.Range(interval));
        var down = await ReadAsync(Some.Range(interval) with { Descending = true });

        Assert.Equal(expected, string.Concat(Some.LKeys(up.Entries)));
        Assert.Equal(expected, string.Concat(Some.LKeys(down.Entries).Reverse()));
        Assert.Equal((expected.Length, false), (up.Count, up.More));
        Assert.All(up.Entries, e => Assert.Equal("value of " + Some.Text(e.LKey), Some.Text(e.Value.Bytes)));
    }

    [Theory]
    [InlineData(1, false, "a", true)]
    [InlineData(4, false, "abcd", true)]
    [InlineData(6, false, "abcdef", false)]
    [InlineData(7, false, "abcdef", false)]
    [InlineData(2, true, "fe", true)]
    [InlineData(6, true, "fedcba", false)]
    public async Task Range_WhenThereIsALimit_EndsThereAndSaysWhetherMoreIsLeft(
        int limit,
        bool descending,
        string expected,
        bool more)
    {
        var page = await ReadAsync(Some.Range(KeyInterval.All) with { Limit = limit, Descending = descending });

        Assert.Equal(expected, string.Concat(Some.LKeys(page.Entries)));
        Assert.Equal((expected.Length, more), (page.Count, page.More));
    }

    [Fact]
    public async Task Range_WhenOnlyKeysAreAskedFor_LeavesTheValuesBehind()
    {
        var page = await ReadAsync(Some.Range(KeyInterval.All) with { KeysOnly = true });

        Assert.Equal(SixKeys, Some.LKeys(page.Entries));
        Assert.All(page.Entries, entry => Assert.Equal(default, entry.Value));
        Assert.All(page.Entries, entry => Assert.True(entry.ModRevision > 0));
    }

    [Fact]
    public async Task Range_WhenOnlyACountIsAskedFor_CountsAllWhateverTheLimit()
    {
        var page = await ReadAsync(Some.Range(Some.Interval("b", "f")) with { CountOnly = true, Limit = 2 });

        Assert.Empty(page.Entries);
        Assert.Equal((4L, false), (page.Count, page.More));
    }

    [Fact]
    public async Task Range_WhenAPrefixIsGiven_ReadsThoseThatBeginWithIt()
    {
        byte[][] keys = [[0xFE], [0xFF], [0xFF, 0x00], [0xFF, 0xFF], [0xFF, 0xFF, 0x01]];
        foreach (var key in keys)
        {
            await Table.PutAsync(Some.Key("r"), new PutOperation { LKey = key, Value = key });
        }

        var page = await Table.RangeAsync(Some.Key("r"), Some.Range(KeyInterval.Prefix(new byte[] { 0xFF, 0xFF })));

        Assert.Equal(["FFFF", "FFFF01"], page.Entries.Select(entry => Convert.ToHexString(entry.LKey.Span)));
    }

    [Fact]
    public async Task Range_WhenThePKeyHasNothing_IsEmpty()
    {
        var page = await Table.RangeAsync(Some.Key("nothing"), Some.Range(KeyInterval.All));

        Assert.Empty(page.Entries);
        Assert.Equal((0L, false), (page.Count, page.More));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Range_WhenTheEntriesExceedAPage_GivesThemAllInPages(bool descending)
    {
        await Some.FillAsync(Table, "big", count: 50, valueSizeBytes: 150_000);
        var (seen, pages, rest) = (new List<string>(), 0, KeyInterval.All);
        RangeResult page;
        do
        {
            page = await Table.RangeAsync(Some.Key("big"), Some.Range(rest) with { Descending = descending });
            Assert.NotEmpty(page.Entries);
            seen.AddRange(Some.LKeys(page.Entries));
            var last = page.Entries[^1].LKey;
            rest = descending
                ? new KeyInterval(rest.Start, last)
                : new KeyInterval(KeyBytes.Successor(last.Span), rest.End);
            pages++;
        }
        while (page.More);

        var expected = Enumerable.Range(0, 50).Select(n => Some.Text(Some.Key("k", n)));
        Assert.Equal(descending ? expected.Reverse() : expected, seen);
        Assert.InRange(pages, 2, 50);
    }

    [Fact]
    public async Task Range_WhenOneEntryExceedsAPage_StillGivesIt()
    {
        await Some.FillAsync(Table, "huge", count: 2, valueSizeBytes: 5 << 20);

        var page = await Table.RangeAsync(Some.Key("huge"), Some.Range(KeyInterval.All));

        Assert.Equal((1L, true), (page.Count, page.More));
        Assert.Equal(5 << 20, page.Entries[0].Value.Bytes.Length);
    }

    private ValueTask<RangeResult> ReadAsync(RangeOperation range) => Table.RangeAsync(Some.Key("p"), range);
}
