namespace Orleans.TableService.Tests.Suite;

public abstract class IncrementSuite(ITableService service) : TableServiceSuite(service)
{
    [Fact]
    public async Task Increment_WhenTheKeyIsAbsent_CountsFromZero()
    {
        var table = await CreateTableAsync();

        var first = await table.IncrementAsync(Some.Key("p"), Some.Key("n"), 100);
        var second = await table.IncrementAsync(Some.Key("p"), Some.Key("n"), -250);

        Assert.Equal((100L, 0L), (first.Total, first.Version));
        Assert.Equal((-150L, 1L), (second.Total, second.Version));
        Assert.Equal(new TableValue(-150), (await table.GetAsync(Some.Key("p"), Some.Key("n")))!.Value);
    }

    [Fact]
    public async Task Increment_WhenTheAmountIsZero_MakesANumber()
    {
        var table = await CreateTableAsync();

        await table.IncrementAsync(Some.Key("p"), Some.Key("n"), 0);

        var entry = await table.GetAsync(Some.Key("p"), Some.Key("n"));
        Assert.True(entry!.Value.IsNumber);
        Assert.Equal(0, entry.Value.Number);
    }

    [Fact]
    public async Task Increment_WhenTheKeyHoldsBytes_FailsAndKeepsThem()
    {
        var table = await CreateTableAsync();
        await table.PutAsync(Some.Key("p"), new PutOperation { LKey = Some.Key("n"), Value = new byte[8] });

        await Assert.ThrowsAsync<WrongValueTypeException>(
            async () => await table.IncrementAsync(Some.Key("p"), Some.Key("n"), 1));

        Assert.Equal(new TableValue(new byte[8]), (await table.GetAsync(Some.Key("p"), Some.Key("n")))!.Value);
    }

    [Theory]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MinValue, -1)]
    [InlineData(1, long.MaxValue)]
    [InlineData(-1, long.MinValue)]
    public async Task Increment_WhenTheSumDoesNotFit_FailsAndKeepsTheNumber(long stored, long amount)
    {
        var table = await CreateTableAsync();
        await table.IncrementAsync(Some.Key("p"), Some.Key("n"), stored);

        await Assert.ThrowsAsync<NumberOverflowException>(
            async () => await table.IncrementAsync(Some.Key("p"), Some.Key("n"), amount));

        var entry = await table.GetAsync(Some.Key("p"), Some.Key("n"));
        Assert.Equal((stored, 0L), (entry!.Value.Number, entry.Version));
    }

    [Theory]
    [InlineData(long.MaxValue - 1, 1, long.MaxValue)]
    [InlineData(long.MinValue, long.MaxValue, -1)]
    [InlineData(0, long.MinValue, long.MinValue)]
    public async Task Increment_WhenTheSumJustFits_Adds(long stored, long amount, long total)
    {
        var table = await CreateTableAsync();
        await table.IncrementAsync(Some.Key("p"), Some.Key("n"), stored);

        Assert.Equal(total, (await table.IncrementAsync(Some.Key("p"), Some.Key("n"), amount)).Total);
    }

    [Fact]
    public async Task Increment_WhenManyCallAtOnce_LosesNone()
    {
        var table = await CreateTableAsync(new StreamConfiguration { InitialRanges = 2 });

        var totals = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            await Task.Yield();
            return (await table.IncrementAsync(Some.Key("p"), Some.Key("n"), 1)).Total;
        }));

        Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), totals.Order());
    }
}
