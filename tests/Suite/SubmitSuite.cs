namespace Orleans.TableService.Tests.Suite;

/// <summary>Facts of outcomes that are told instead of awaited.</summary>
public abstract class SubmitSuite(ITableService service) : TableServiceSuite(service)
{
    [Fact]
    public async Task Submit_ByManyAtOnce_TellsEachItsOwnOutcome()
    {
        const int Count = 600;
        var table = await CreateTableAsync(new StreamConfiguration { InitialRanges = 2 });
        var told = new Told[Count];
        for (var i = 0; i < Count; i++)
        {
            told[i] = new Told();
            table.Submit(
                Some.Transaction($"p{i}", new IncrementOperation { LKey = Some.Key("l"), Amount = i }), told[i]);
        }

        for (var i = 0; i < Count; i++)
        {
            var outcome = await told[i].Outcome.WaitAsync(Patience);
            Assert.Equal(i, Assert.IsType<IncrementResult>(outcome.GetResultOrThrow().Results[0]).Total);
        }
    }

    [Fact]
    public async Task Submit_WhenTheTransactionIsRefused_TellsTheFault()
    {
        var table = await CreateTableAsync();
        await table.PutAsync(Some.Key("p"), Some.Key("v"));
        var tooLong = new byte[new TableLimits().KeySizeMaxBytes + 1];
        var (tooLarge, wrong) = (new Told(), new Told());

        table.Submit(TableTransaction.Of(tooLong, Some.Get("l")), tooLarge);
        table.Submit(Some.Transaction("p", Some.Increment("p", 1)), wrong);

        Assert.Equal(FaultCode.TooLarge, (await tooLarge.Outcome.WaitAsync(Patience)).Fault!.Code);
        Assert.Equal(FaultCode.WrongValueType, (await wrong.Outcome.WaitAsync(Patience)).Fault!.Code);
    }

    [Fact]
    public async Task Submit_WhenTheTableIsGone_TellsThat()
    {
        var table = await CreateTableAsync();
        await Admin.DeleteStreamAsync(Namespace, "table");
        var told = new Told();

        table.Submit(Some.Transaction("p", Some.Put("l", "v")), told);

        Assert.Equal(FaultCode.StreamNotFound, (await told.Outcome.WaitAsync(Patience)).Fault!.Code);
    }

    [Fact]
    public async Task Submit_WhenCancelledBefore_TellsThatOrTheOutcome()
    {
        var table = await CreateTableAsync();
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var told = new Told();

        table.Submit(Some.Transaction("p", Some.Put("l", "v")), told, cancellation.Token);

        try
        {
            Assert.True((await told.Outcome.WaitAsync(Patience)).IsResult);
        }
        catch (OperationCanceledException)
        {
            // Just as good.
        }
    }
}
