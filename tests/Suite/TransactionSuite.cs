namespace Orleans.TableService.Tests.Suite;

public abstract class TransactionSuite(ITableService service) : TableServiceSuite(service)
{
    [Fact]
    public async Task Commit_WhenTheComparesHold_DoesSuccessOnly()
    {
        var table = await CreateTableAsync();
        await table.CommitAsync(Some.Transaction("p", Some.Put("a", "1")));

        var result = await table.CommitAsync(new TableTransaction
        {
            PKey = Some.Key("p"),
            Compares = [ValueOf("a", "1"), Exists("b", 0)],
            Success = [Some.Put("b", "done")],
            Failure = [Some.Put("c", "not done")],
        });

        Assert.True(result.Succeeded);
        Assert.IsType<PutResult>(Assert.Single(result.Results));
        Assert.NotNull(await table.GetAsync(Some.Key("p"), Some.Key("b")));
        Assert.Null(await table.GetAsync(Some.Key("p"), Some.Key("c")));
    }

    [Fact]
    public async Task Commit_WhenOneCompareDoesNotHold_DoesFailureOnly()
    {
        var table = await CreateTableAsync();
        await table.CommitAsync(Some.Transaction("p", Some.Put("a", "1")));

        var result = await table.CommitAsync(new TableTransaction
        {
            PKey = Some.Key("p"),
            Compares = [ValueOf("a", "1"), Exists("b", 1)],
            Success = [Some.Put("b", "not done")],
            Failure = [Some.Get("a"), Some.Delete("a")],
        });

        Assert.False(result.Succeeded);
        Assert.Equal(2, result.Results.Count);
        Assert.Equal("1", Some.Text(Assert.IsType<GetResult>(result.Results[0]).Entry!.Value.Bytes));
        Assert.True(Assert.IsType<DeleteResult>(result.Results[1]).Deleted);
        Assert.Null(await table.GetAsync(Some.Key("p"), Some.Key("b")));
    }

    [Fact]
    public async Task Commit_WhenThereAreNoOperationsForTheBranch_HasNoResults()
    {
        var table = await CreateTableAsync();

        var result = await table.CommitAsync(Some.Transaction("p") with { Compares = [Exists("a", 0)] });

        Assert.True(result.Succeeded);
        Assert.Empty(result.Results);
    }

    [Fact]
    public async Task Commit_WhenOperationsFollowEachOther_EachSeesTheOnesBeforeIt()
    {
        var table = await CreateTableAsync();
        await table.CommitAsync(Some.Transaction("p", Some.Put("b", "old")));

        var result = await table.CommitAsync(new TableTransaction
        {
            PKey = Some.Key("p"),
            Compares = [Exists("a", 0)],
            Success =
            [
                Some.Put("a", "1"),
                Some.Put("a", "2") with { ReturnPrevious = true, ExpectedVersion = 0 },
                Some.Delete("b"),
                Some.Increment("c", 4),
                Some.Increment("c", 5),
                Some.Range(KeyInterval.All),
                new DeleteRangeOperation { LKeys = Some.Interval("a", "b") },
                Some.Get("a"),
                Some.Range(KeyInterval.All) with { CountOnly = true },
            ],
        });

        Assert.Equal("1", Some.Text(((PutResult)result.Results[1]).Previous!.Value.Bytes));
        Assert.Equal(9, ((IncrementResult)result.Results[4]).Total);
        Assert.Equal(["a", "c"], Some.LKeys(((RangeResult)result.Results[5]).Entries));
        Assert.Equal(1, ((DeleteRangeResult)result.Results[6]).Deleted);
        Assert.Null(((GetResult)result.Results[7]).Entry);
        Assert.Equal(1, ((RangeResult)result.Results[8]).Count);
        var entry = await table.GetAsync(Some.Key("p"), Some.Key("c"));
        Assert.Equal((9L, 1L), (entry!.Value.Number, entry.Version));
        Assert.Equal((result.Revision, result.Revision), (entry.CreateRevision, entry.ModRevision));
    }

    [Fact]
    public async Task Commit_WhenAKeyIsDeletedAndPutAgain_StartsItAnew()
    {
        var table = await CreateTableAsync();
        await table.CommitAsync(Some.Transaction("p", Some.Put("a", "1")));
        await table.CommitAsync(Some.Transaction("p", Some.Put("a", "2")));

        var result = await table.CommitAsync(Some.Transaction("p", Some.Delete("a"), Some.Increment("a", 1)));

        var entry = await table.GetAsync(Some.Key("p"), Some.Key("a"));
        Assert.Equal((1L, 0L, result.Revision), (entry!.Value.Number, entry.Version, entry.CreateRevision));
    }

    [Fact]
    public async Task Commit_WhenOneOperationFails_ChangesNothingAndNamesIt()
    {
        var table = await CreateTableAsync();
        await table.CommitAsync(Some.Transaction("p", Some.Put("bytes", "1")));

        var outcome = await table.TryCommitAsync(
            Some.Transaction("p", Some.Put("new", "1"), Some.Delete("bytes"), Some.Put("bytes", "2"),
                Some.Increment("bytes", 1)));

        Assert.False(outcome.IsResult);
        Assert.Equal(FaultCode.WrongValueType, outcome.Fault.Code);
        Assert.Equal(3, outcome.Fault.Number("operation"));
        Assert.Null(await table.GetAsync(Some.Key("p"), Some.Key("new")));
        var entry = await table.GetAsync(Some.Key("p"), Some.Key("bytes"));
        Assert.Equal(("1", 0L), (Some.Text(entry!.Value.Bytes), entry.Version));
    }

    [Fact]
    public async Task Commit_WhenAnIncrementOfTheFailureBranchOverflows_IndexesThatBranch()
    {
        var table = await CreateTableAsync();

        var outcome = await table.TryCommitAsync(new TableTransaction
        {
            PKey = Some.Key("p"),
            Compares = [Exists("a", 1)],
            Success = [Some.Get("a"), Some.Get("a"), Some.Get("a")],
            Failure = [Some.Increment("n", long.MaxValue), Some.Increment("n", 1)],
        });

        Assert.Equal(FaultCode.NumberOverflow, outcome.Fault!.Code);
        Assert.Equal(1, outcome.Fault.Number("operation"));
        Assert.Null(await table.GetAsync(Some.Key("p"), Some.Key("n")));
    }

    [Fact]
    public async Task Commit_WhenItOnlyReads_StatesTheRevisionThatItRead()
    {
        var table = await CreateTableAsync();
        var written = await table.CommitAsync(Some.Transaction("p", Some.Put("a", "1")));

        var first = await table.CommitAsync(Some.Transaction("p", Some.Get("a")));
        var second = await table.CommitAsync(Some.Transaction("p", Some.Get("a"), Some.Delete("absent")));

        Assert.True(first.Revision >= written.Revision);
        Assert.True(second.Revision >= first.Revision);
    }

    [Fact]
    public async Task Commit_WhenWritersRace_ExactlyOneSeesEachVersion()
    {
        var table = await CreateTableAsync();
        var attempts = Enumerable.Range(0, 20).Select(async n =>
        {
            await Task.Yield();
            var outcome = await table.TryCommitAsync(
                Some.Transaction("p", Some.Put("a", "by " + n) with { ExpectedVersion = -1 }));
            return outcome.IsResult;
        });

        Assert.Single(await Task.WhenAll(attempts), won => won);
    }

    private static TableCompare ValueOf(string lKey, string value) => new()
    {
        LKey = Some.Key(lKey),
        Target = CompareTarget.Value,
        Operator = CompareOperator.Equal,
        Value = new TableValue(Some.Key(value)),
    };

    private static TableCompare Exists(string lKey, long number) => new()
    {
        LKey = Some.Key(lKey),
        Target = CompareTarget.Exists,
        Operator = CompareOperator.Equal,
        Number = number,
    };
}
