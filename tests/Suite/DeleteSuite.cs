namespace Orleans.TableService.Tests.Suite;

public abstract class DeleteSuite(ITableService service) : TableServiceSuite(service)
{
    [Fact]
    public async Task Delete_WhenTheKeyIsThere_RemovesItAndOnlyIt()
    {
        var table = await CreateTableAsync();
        await table.CommitAsync(Some.Transaction("p", Some.Put("a", "1"), Some.Put("b", "2")));

        var deleted = await table.DeleteAsync(Some.Key("p"), Some.Delete("a"));

        Assert.True(deleted.Deleted);
        Assert.Null(deleted.Previous);
        Assert.Null(await table.GetAsync(Some.Key("p"), Some.Key("a")));
        Assert.NotNull(await table.GetAsync(Some.Key("p"), Some.Key("b")));
    }

    [Fact]
    public async Task Delete_WhenTheKeyIsAbsent_IsNoError()
    {
        var table = await CreateTableAsync();

        var deleted = await table.DeleteAsync(Some.Key("p"), Some.Delete("a") with { ReturnPrevious = true });

        Assert.False(deleted.Deleted);
        Assert.Null(deleted.Previous);
    }

    [Fact]
    public async Task Delete_WhenPreviousIsAskedFor_ReturnsWhatItRemoved()
    {
        var table = await CreateTableAsync();
        await table.IncrementAsync(Some.Key("p"), Some.Key("a"), 9);
        var before = await table.GetAsync(Some.Key("p"), Some.Key("a"));

        var deleted = await table.DeleteAsync(Some.Key("p"), Some.Delete("a") with { ReturnPrevious = true });

        Assert.Equal(before, deleted.Previous, Same.Entry);
    }

    [Theory]
    [InlineData(1L, null)]
    [InlineData(null, 1_000_000L)]
    [InlineData(0L, 1_000_000L)]
    public async Task Delete_WhenTheKeyIsNotAsExpected_FailsAndKeepsIt(long? version, long? revision)
    {
        var table = await CreateTableAsync();
        await table.PutAsync(Some.Key("p"), Some.Put("a", "1"));
        var operation = Some.Delete("a") with { ExpectedVersion = version, ExpectedRevision = revision };

        await Assert.ThrowsAsync<ConditionFailedException>(
            async () => await table.DeleteAsync(Some.Key("p"), operation));

        Assert.NotNull(await table.GetAsync(Some.Key("p"), Some.Key("a")));
    }

    [Fact]
    public async Task Delete_WhenTheKeyIsAsExpected_RemovesIt()
    {
        var table = await CreateTableAsync();
        var put = await table.CommitAsync(Some.Transaction("p", Some.Put("a", "1")));
        var operation = Some.Delete("a") with { ExpectedVersion = 0, ExpectedRevision = put.Revision };

        Assert.True((await table.DeleteAsync(Some.Key("p"), operation)).Deleted);
    }

    [Theory]
    [InlineData(0L, null)]
    [InlineData(null, 0L)]
    public async Task Delete_WhenAnAbsentKeyIsExpectedToBeThere_Fails(long? version, long? revision)
    {
        var table = await CreateTableAsync();
        var operation = Some.Delete("a") with { ExpectedVersion = version, ExpectedRevision = revision };

        var failure = await Assert.ThrowsAsync<ConditionFailedException>(
            async () => await table.DeleteAsync(Some.Key("p"), operation));

        Assert.Equal(-1, failure.Fault.Number("actual_version"));
    }
}
