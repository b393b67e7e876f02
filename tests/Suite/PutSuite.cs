namespace Orleans.TableService.Tests.Suite;

public abstract class PutSuite(ITableService service) : TableServiceSuite(service)
{
    [Fact]
    public async Task Put_WhenTheKeyIsAbsent_CreatesItAtVersionZero()
    {
        var table = await CreateTableAsync();

        var put = await table.CommitAsync(Some.Transaction("p", Some.Put("l", "v")));

        Assert.Equal(0, Assert.IsType<PutResult>(put.Results[0]).Version);
        var entry = await table.GetAsync(Some.Key("p"), Some.Key("l"));
        Assert.NotNull(entry);
        Assert.Equal("l", Some.Text(entry.LKey));
        Assert.False(entry.Value.IsNumber);
        Assert.Equal("v", Some.Text(entry.Value.Bytes));
        Assert.Equal(
            (put.Revision, put.Revision, 0L),
            (entry.CreateRevision, entry.ModRevision, entry.Version));
    }

    [Fact]
    public async Task Put_WhenTheKeyIsThere_KeepsItsCreationAndCountsTheWrite()
    {
        var table = await CreateTableAsync();
        var first = await table.CommitAsync(Some.Transaction("p", Some.Put("l", "1")));

        var second = await table.CommitAsync(Some.Transaction("p", Some.Put("l", "2")));

        Assert.True(second.Revision > first.Revision);
        var entry = await table.GetAsync(Some.Key("p"), Some.Key("l"));
        Assert.NotNull(entry);
        Assert.Equal("2", Some.Text(entry.Value.Bytes));
        Assert.Equal(
            (first.Revision, second.Revision, 1L),
            (entry.CreateRevision, entry.ModRevision, entry.Version));
    }

    [Fact]
    public async Task Put_WhenPreviousIsAskedFor_ReturnsWhatItReplaced()
    {
        var table = await CreateTableAsync();
        var operation = Some.Put("l", "1") with { ReturnPrevious = true };

        var created = await table.PutAsync(Some.Key("p"), operation);
        var replaced = await table.PutAsync(Some.Key("p"), operation with { Value = Some.Key("2") });
        var unasked = await table.PutAsync(Some.Key("p"), Some.Put("l", "3"));

        Assert.Null(created.Previous);
        Assert.Equal("1", Some.Text(replaced.Previous!.Value.Bytes));
        Assert.Equal(0, replaced.Previous.Version);
        Assert.Null(unasked.Previous);
    }

    [Fact]
    public async Task Put_WhenTheVersionIsAsExpected_Writes()
    {
        var table = await CreateTableAsync();
        await table.PutAsync(Some.Key("p"), Some.Put("l", "1") with { ExpectedVersion = -1, ExpectedRevision = -1 });
        await table.PutAsync(Some.Key("p"), Some.Put("l", "2") with { ExpectedVersion = 0 });
        var entry = await table.GetAsync(Some.Key("p"), Some.Key("l"));

        var put = await table.PutAsync(
            Some.Key("p"),
            Some.Put("l", "3") with { ExpectedVersion = 1, ExpectedRevision = entry!.ModRevision });

        Assert.Equal(2, put.Version);
    }

    [Theory]
    [InlineData(-1L, null)]
    [InlineData(1L, null)]
    [InlineData(null, -1L)]
    [InlineData(null, 1_000_000L)]
    [InlineData(0L, 1_000_000L)]
    [InlineData(7L, -1L)]
    public async Task Put_WhenTheKeyIsNotAsExpected_FailsAndChangesNothing(long? version, long? revision)
    {
        var table = await CreateTableAsync();
        await table.PutAsync(Some.Key("p"), Some.Put("l", "1"));
        var before = await table.GetAsync(Some.Key("p"), Some.Key("l"));
        var operation = Some.Put("l", "2") with { ExpectedVersion = version, ExpectedRevision = revision };

        var failure = await Assert.ThrowsAsync<ConditionFailedException>(
            async () => await table.PutAsync(Some.Key("p"), operation));

        Assert.Equal(0, failure.Fault.Number("operation"));
        Assert.Equal(0, failure.Fault.Number("actual_version"));
        Assert.Equal(before!.ModRevision, failure.Fault.Number("actual_revision"));
        Assert.Equal(before, await table.GetAsync(Some.Key("p"), Some.Key("l")), Same.Entry);
    }

    [Fact]
    public async Task Put_WhenAnAbsentKeyIsExpectedToBeThere_SaysThatItIsAbsent()
    {
        var table = await CreateTableAsync();
        var operation = Some.Put("l", "2") with { ExpectedVersion = 0 };

        var failure = await Assert.ThrowsAsync<ConditionFailedException>(
            async () => await table.PutAsync(Some.Key("p"), operation));

        Assert.Equal(-1, failure.Fault.Number("actual_version"));
        Assert.Null(await table.GetAsync(Some.Key("p"), Some.Key("l")));
    }

    [Fact]
    public async Task Put_WhenTheKeyHoldsANumber_FailsAndKeepsIt()
    {
        var table = await CreateTableAsync();
        await table.IncrementAsync(Some.Key("p"), Some.Key("l"), 5);

        await Assert.ThrowsAsync<WrongValueTypeException>(
            async () => await table.PutAsync(Some.Key("p"), Some.Put("l", "1")));

        var entry = await table.GetAsync(Some.Key("p"), Some.Key("l"));
        Assert.Equal(new TableValue(5), entry!.Value);
    }

    [Fact]
    public async Task Put_WhenTheKeyWasDeleted_StartsAgainAtVersionZero()
    {
        var table = await CreateTableAsync();
        await table.PutAsync(Some.Key("p"), Some.Put("l", "1"));
        await table.PutAsync(Some.Key("p"), Some.Put("l", "2"));
        await table.DeleteAsync(Some.Key("p"), Some.Delete("l"));

        var again = await table.CommitAsync(Some.Transaction("p", Some.Put("l", "3")));

        var entry = await table.GetAsync(Some.Key("p"), Some.Key("l"));
        Assert.Equal((0L, again.Revision), (entry!.Version, entry.CreateRevision));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000")]
    [InlineData("00FF")]
    [InlineData("0001")]
    [InlineData("FF")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF")]
    [InlineData("C328")]
    public async Task Put_WhenTheBytesAreUnusual_KeepsThemAsTheyAre(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var table = await CreateTableAsync();

        await table.PutAsync(bytes, new PutOperation { LKey = bytes, Value = bytes });

        var entry = await table.GetAsync(bytes);
        Assert.Equal(hex, Convert.ToHexString(entry!.LKey.Span));
        Assert.Equal(new TableValue(bytes), entry.Value);
        Assert.Null(await table.GetAsync(bytes, Some.Key("other")));
        Assert.Null(await table.GetAsync(Some.Key("other"), bytes));
    }

    [Fact]
    public async Task Put_WhenTheValueIsAMebibyte_ReadsBackWhole()
    {
        var value = new byte[1 << 20];
        new Random(7).NextBytes(value);
        var table = await CreateTableAsync();

        await table.PutAsync(Some.Key("k"), value);

        Assert.Equal(value, (await table.GetAsync(Some.Key("k")))!.Value.Bytes.ToArray());
    }
}
