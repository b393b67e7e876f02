namespace Orleans.TableService.Tests.Suite;

/// <summary>Facts of the limits as they are by default.</summary>
public abstract class LimitSuite(ITableService service) : TableServiceSuite(service)
{
    private static readonly TableLimits Limits = new();

    [Fact]
    public async Task Commit_WhenKeysAreAsLongAsTheyMayBe_TakesThem()
    {
        var table = await CreateTableAsync();
        var key = new byte[Limits.KeySizeMaxBytes];

        await table.PutAsync(key, Some.Key("v"));

        var page = await table.RangeAsync(key, Some.Range(KeyInterval.Single(key)));
        Assert.Equal(Limits.KeySizeMaxBytes, Assert.Single(page.Entries).LKey.Length);
    }

    [Fact]
    public async Task Commit_WhenAKeyIsTooLong_IsRefused()
    {
        var table = await CreateTableAsync();
        var key = new byte[Limits.KeySizeMaxBytes + 1];
        TableOperation[] operations =
        [
            new PutOperation { LKey = key, Value = default },
            new GetOperation { LKey = key },
            new DeleteOperation { LKey = key },
            new IncrementOperation { LKey = key, Amount = 1 },
            new RangeOperation { LKeys = new KeyInterval(new byte[key.Length + 1], null) },
        ];

        foreach (var operation in operations)
        {
            await AssertFaultAsync(table, FaultCode.TooLarge, Some.Transaction("p", operation));
        }

        await AssertFaultAsync(table, FaultCode.TooLarge, TableTransaction.Of(key, Some.Get("l")));
    }

    [Fact]
    public async Task Commit_WhenAValueIsAsLargeAsItMayBe_TakesItAndNoMore()
    {
        var table = await CreateTableAsync();
        var put = new PutOperation { LKey = Some.Key("l"), Value = new byte[Limits.ValueSizeMaxBytes] };

        await table.PutAsync(Some.Key("p"), put);
        var tooLarge = put with { Value = new byte[Limits.ValueSizeMaxBytes + 1] };
        await AssertFaultAsync(table, FaultCode.TooLarge, Some.Transaction("p", tooLarge));

        var entry = await table.GetAsync(Some.Key("p"), Some.Key("l"));
        Assert.Equal((Limits.ValueSizeMaxBytes, 0L), (entry!.Value.Bytes.Length, entry.Version));
    }

    [Fact]
    public async Task Commit_WhenATransactionIsTooLarge_IsRefused()
    {
        var table = await CreateTableAsync();
        var value = new byte[(Limits.TransactionSizeMaxBytes / 2) + 1];
        var put = new PutOperation { LKey = Some.Key("l"), Value = value };

        await AssertFaultAsync(table, FaultCode.TooLarge, Some.Transaction("p", put, put));

        Assert.Null(await table.GetAsync(Some.Key("p"), Some.Key("l")));
    }

    [Fact]
    public async Task Commit_WhenThereAreAsManyOperationsAsMayBe_DoesThemAndNoMore()
    {
        var table = await CreateTableAsync();
        var most = Enumerable.Repeat<TableOperation>(Some.Increment("n", 1), Limits.TransactionOperationsMax).ToArray();

        var result = await table.CommitAsync(Some.Transaction("p", most));
        await AssertFaultAsync(table, FaultCode.TooLarge, Some.Transaction("p", [.. most, Some.Get("n")]));

        Assert.Equal(most.Length, result.Results.Count);
        var entry = await table.GetAsync(Some.Key("p"), Some.Key("n"));
        Assert.Equal((most.Length, most.Length - 1), (entry!.Value.Number, entry.Version));
    }

    [Fact]
    public async Task Commit_WhenTheRequestMakesNoSense_IsRefused()
    {
        var table = await CreateTableAsync();
        var range = Some.Range(KeyInterval.All);
        var bad = new TableCompare { LKey = Some.Key("l"), Target = 0, Operator = CompareOperator.Equal };
        TableTransaction[] transactions =
        [
            Some.Transaction("p"),
            Some.Transaction("p", range with { Limit = -1 }),
            Some.Transaction("p", new DeleteRangeOperation { LKeys = KeyInterval.All, Limit = -1 }),
            Some.Transaction("p", Some.Put("l", "v") with { ExpectedVersion = -2 }),
            Some.Transaction("p", Some.Delete("l") with { ExpectedRevision = -1 }),
            Some.Transaction("p", Some.Get("l")) with { Compares = [bad] },
        ];

        foreach (var transaction in transactions)
        {
            await AssertFaultAsync(table, FaultCode.InvalidRequest, transaction);
        }
    }

    [Fact]
    public async Task Commit_WhenTheCallerHasGivenUp_Throws()
    {
        var table = await CreateTableAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await table.TryCommitAsync(Some.Transaction("p", Some.Get("l")), new CancellationToken(canceled: true)));
    }

    private static async Task AssertFaultAsync(ITable table, FaultCode code, TableTransaction transaction)
    {
        var outcome = await table.TryCommitAsync(transaction);
        Assert.Equal(code, outcome.Fault?.Code);
    }
}
