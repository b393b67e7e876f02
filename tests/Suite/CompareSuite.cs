namespace Orleans.TableService.Tests.Suite;

public abstract class CompareSuite(ITableService service) : TableServiceSuite(service)
{
    [Fact]
    public async Task Compare_WhenTheKeyIsAbsent_OnlyNotEqualAndExistsZeroHold()
    {
        var table = await CreateTableAsync();

        foreach (var target in Enum.GetValues<CompareTarget>().Where(target => target != CompareTarget.Exists))
        {
            foreach (var compareOperator in Enum.GetValues<CompareOperator>())
            {
                var holds = await HoldsAsync(table, Compare("absent", target, compareOperator, 0));
                Assert.Equal(compareOperator == CompareOperator.NotEqual, holds);
            }
        }

        Assert.True(await HoldsAsync(table, Compare("absent", CompareTarget.Exists, CompareOperator.Equal, 0)));
        Assert.True(await HoldsAsync(table, Compare("absent", CompareTarget.Exists, CompareOperator.Less, 1)));
        Assert.False(await HoldsAsync(table, Compare("absent", CompareTarget.Exists, CompareOperator.Equal, 1)));
    }

    [Fact]
    public async Task Compare_WhenTheFactIsANumber_RelatesItToTheOperand()
    {
        var table = await CreateTableAsync();
        await table.IncrementAsync(Some.Key("p"), Some.Key("n"), 0);
        await table.IncrementAsync(Some.Key("p"), Some.Key("n"), 0);
        var entry = await table.GetAsync(Some.Key("p"), Some.Key("n"));

        await AssertOrderAsync(table, CompareTarget.Version, 1);
        await AssertOrderAsync(table, CompareTarget.CreateRevision, entry!.CreateRevision);
        await AssertOrderAsync(table, CompareTarget.ModRevision, entry.ModRevision);
        await AssertOrderAsync(table, CompareTarget.Exists, 1);
    }

    [Theory]
    [InlineData("b", CompareOperator.Equal, true)]
    [InlineData("b", CompareOperator.NotEqual, false)]
    [InlineData("a", CompareOperator.Greater, true)]
    [InlineData("b", CompareOperator.Greater, false)]
    [InlineData("b0", CompareOperator.Less, true)]
    [InlineData("\u00ff", CompareOperator.Less, true)]
    [InlineData("", CompareOperator.Greater, true)]
    public async Task Compare_WhenTheValueIsBytes_RelatesThemInUnsignedOrder(
        string operand,
        CompareOperator compareOperator,
        bool expected)
    {
        var table = await CreateTableAsync();
        await table.PutAsync(Some.Key("p"), Some.Put("n", "b"));
        var compare = Compare("n", CompareTarget.Value, compareOperator, 0);

        Assert.Equal(expected, await HoldsAsync(table, compare with { Value = new TableValue(Some.Key(operand)) }));
    }

    [Theory]
    [InlineData(-5, CompareOperator.Equal, true)]
    [InlineData(3, CompareOperator.Less, true)]
    [InlineData(3, CompareOperator.NotEqual, true)]
    [InlineData(-6, CompareOperator.Greater, true)]
    [InlineData(-5, CompareOperator.Less, false)]
    public async Task Compare_WhenTheValueIsANumber_RelatesItAsSigned(
        long operand,
        CompareOperator compareOperator,
        bool expected)
    {
        var table = await CreateTableAsync();
        await table.IncrementAsync(Some.Key("p"), Some.Key("n"), -5);
        var compare = Compare("n", CompareTarget.Value, compareOperator, 0);

        Assert.Equal(expected, await HoldsAsync(table, compare with { Value = new TableValue(operand) }));
    }

    [Fact]
    public async Task Compare_WhenValueTypesDiffer_HoldsForNoOrderAndNoEquality()
    {
        var table = await CreateTableAsync();
        await table.IncrementAsync(Some.Key("p"), Some.Key("n"), 0);
        await table.PutAsync(Some.Key("p"), new PutOperation { LKey = Some.Key("b"), Value = new byte[8] });

        foreach (var compareOperator in Enum.GetValues<CompareOperator>().Where(o => o != CompareOperator.NotEqual))
        {
            var number = Compare("b", CompareTarget.Value, compareOperator, 0) with { Value = new TableValue(0) };
            var bytes = Compare("n", CompareTarget.Value, compareOperator, 0) with
            {
                Value = new TableValue(new byte[8]),
            };
            Assert.False(await HoldsAsync(table, number));
            Assert.False(await HoldsAsync(table, bytes));
        }
    }

    private static async Task AssertOrderAsync(ITable table, CompareTarget target, long fact)
    {
        foreach (var operand in (long[])[fact - 1, fact, fact + 1])
        {
            await AssertAsync(CompareOperator.Equal, operand, fact == operand);
            await AssertAsync(CompareOperator.NotEqual, operand, fact != operand);
            await AssertAsync(CompareOperator.Greater, operand, fact > operand);
            await AssertAsync(CompareOperator.Less, operand, fact < operand);
        }

        async Task AssertAsync(CompareOperator compareOperator, long operand, bool expected) =>
            Assert.Equal(expected, await HoldsAsync(table, Compare("n", target, compareOperator, operand)));
    }

    private static async Task<bool> HoldsAsync(ITable table, TableCompare compare) =>
        (await table.CommitAsync(new TableTransaction { PKey = Some.Key("p"), Compares = [compare] })).Succeeded;

    private static TableCompare Compare(
        string lKey,
        CompareTarget target,
        CompareOperator compareOperator,
        long number) =>
        new() { LKey = Some.Key(lKey), Target = target, Operator = compareOperator, Number = number };
}
