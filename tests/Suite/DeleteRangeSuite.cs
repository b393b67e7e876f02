namespace Orleans.TableService.Tests.Suite;

public abstract class DeleteRangeSuite(ITableService service) : TableServiceSuite(service)
{
    [Fact]
    public async Task DeleteRange_WhenAnIntervalIsGiven_RemovesExactlyItsKeys()
    {
        var table = await CreateTableAsync();
        await Some.FillAsync(table, "p", count: 10);
        await Some.FillAsync(table, "q", count: 10);

        var deleted = await table.DeleteRangeAsync(
            Some.Key("p"),
            new DeleteRangeOperation { LKeys = Some.Interval("k000003", "k000007") });

        Assert.Equal((4L, false), (deleted.Deleted, deleted.More));
        Assert.Empty(deleted.Previous);
        Assert.Equal(6, await CountAsync(table, "p"));
        Assert.Equal(10, await CountAsync(table, "q"));
    }

    [Fact]
    public async Task DeleteRange_WhenThereIsALimit_RemovesTheLeastAndSaysThatSomeAreLeft()
    {
        var table = await CreateTableAsync();
        await Some.FillAsync(table, "p", count: 5);
        var operation = new DeleteRangeOperation { LKeys = KeyInterval.All, Limit = 3, ReturnPrevious = true };

        var first = await table.DeleteRangeAsync(Some.Key("p"), operation);
        var second = await table.DeleteRangeAsync(Some.Key("p"), operation);
        var third = await table.DeleteRangeAsync(Some.Key("p"), operation);

        Assert.Equal((3L, true), (first.Deleted, first.More));
        Assert.Equal(["k000000", "k000001", "k000002"], Some.LKeys(first.Previous));
        Assert.All(first.Previous, entry => Assert.Equal(1, entry.Value.Bytes.Length));
        Assert.Equal((2L, false), (second.Deleted, second.More));
        Assert.Equal((0L, false), (third.Deleted, third.More));
    }

    [Fact]
    public async Task DeleteRange_WhenTheIntervalHoldsTooMany_RemovesNone()
    {
        var table = await CreateTableAsync();
        await Some.FillAsync(table, "p", TableLimits.DeleteRangeKeysMax + 1);
        var all = new DeleteRangeOperation { LKeys = KeyInterval.All };

        await Assert.ThrowsAsync<TooLargeException>(async () => await table.DeleteRangeAsync(Some.Key("p"), all));

        Assert.Equal(TableLimits.DeleteRangeKeysMax + 1, await CountAsync(table, "p"));
        var page = await table.DeleteRangeAsync(Some.Key("p"), all with { Limit = TableLimits.DeleteRangeKeysMax });
        Assert.Equal((TableLimits.DeleteRangeKeysMax, true), (page.Deleted, page.More));
        Assert.Equal(1, await CountAsync(table, "p"));
    }

    [Fact]
    public async Task DeleteRange_WhenTheIntervalIsEmpty_RemovesNothing()
    {
        var table = await CreateTableAsync();
        await Some.FillAsync(table, "p", count: 3);

        var deleted = await table.DeleteRangeAsync(
            Some.Key("p"),
            new DeleteRangeOperation { LKeys = Some.Interval("z", "a") });

        Assert.Equal((0L, false), (deleted.Deleted, deleted.More));
        Assert.Equal(3, await CountAsync(table, "p"));
    }

    private static async Task<long> CountAsync(ITable table, string pKey) =>
        (await table.RangeAsync(Some.Key(pKey), Some.Range(KeyInterval.All) with { CountOnly = true })).Count;
}
