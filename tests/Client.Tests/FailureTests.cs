using Orleans.TableService.Gateway.Tests;

namespace Orleans.TableService.Client.Tests;

/// <summary>What a caller is told when a call does not come to its end, and what is repeated.</summary>
public sealed class FailureTests
{
    private static readonly TransactionOutcome GetDone = new(
        new TransactionResult { Succeeded = true, Revision = 1, Results = [new GetResult()] });

    public static TheoryData<FaultCode, bool> Faulty
    {
        get
        {
            var data = new TheoryData<FaultCode, bool>();
            foreach (var code in Enum.GetValues<FaultCode>())
            {
                data.Add(code, false);
                data.Add(code, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task Commit_WhenTheServiceStatesAFault_IsThatFaultWithItsFacts(FaultCode code, bool pipelined)
    {
        var stated = new Fault(code, "Das ist größer.", new Dictionary<string, string> { ["fact"] = "7" });
        await using var scripted = await Scripted.StartAsync((_, _) => new(new TransactionOutcome(stated)));
        var table = await OpenAsync(scripted, pipelined);

        var outcome = await table.TryCommitAsync(Scripted.Put);

        Assert.Equal(
            (code, stated.Message, "7"), (outcome.Fault!.Code, outcome.Fault.Message, outcome.Fault.Text("fact")));
        var exception = await Assert.ThrowsAnyAsync<TableException>(async () => await table.CommitAsync(Scripted.Put));
        Assert.Equal(stated.ToException().GetType(), exception.GetType());
    }

    [Theory]
    [InlineData(FaultCode.Unavailable, false)]
    [InlineData(FaultCode.RangeUnavailable, false)]
    [InlineData(FaultCode.StaleRouting, true)]
    public async Task Commit_WhenTheServiceSaysThatItDidNothing_IsRepeated(FaultCode code, bool pipelined)
    {
        await using var scripted = await Scripted.StartAsync((seen, _) =>
            new(seen < 3 ? new TransactionOutcome(new Fault(code, "not yet")) : ScriptedService.PutDone()));
        var table = await OpenAsync(scripted, pipelined);

        var outcome = await table.TryCommitAsync(Scripted.Put);

        Assert.True(outcome.IsResult);
        Assert.Equal(3, scripted.Seen);
    }

    [Fact]
    public async Task Commit_WhenAPipelineHasOnePlace_IsRepeatedInIt()
    {
        await using var scripted = await Scripted.StartAsync(
            (seen, _) => new(seen % 3 == 0
                ? ScriptedService.PutDone()
                : new TransactionOutcome(Faults.Unavailable("not yet"))),
            options => options.PipelineOperationsMax = 1);
        var table = await OpenAsync(scripted, pipelined: true);

        Assert.True((await table.TryCommitAsync(Scripted.Put)).IsResult);
        Assert.True((await table.TryCommitAsync(Scripted.Put)).IsResult);
        Assert.Equal(6, scripted.Seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_WhenTheServiceNeverComesBack_EndsAfterItsRetries(bool pipelined)
    {
        await using var scripted = await Scripted.StartAsync(
            (_, _) => new(new TransactionOutcome(Faults.Unavailable("gone"))), options => options.RetriesMax = 2);
        var table = await OpenAsync(scripted, pipelined);

        Assert.Equal(FaultCode.Unavailable, (await table.TryCommitAsync(Scripted.Put)).Fault!.Code);
        Assert.Equal(3, scripted.Seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Put_WhenNoAnswerComesInTime_IsUnknownAndNotRepeated(bool pipelined)
    {
        await using var scripted = await Scripted.StartAsync(NeverAsync, Impatient);
        var table = await OpenAsync(scripted, pipelined);

        Assert.Equal(FaultCode.UnknownOutcome, (await table.TryCommitAsync(Scripted.Put)).Fault!.Code);
        Assert.Equal(1, scripted.Seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_WhenNoAnswerComesInTime_IsUnavailable(bool pipelined)
    {
        await using var scripted = await Scripted.StartAsync(NeverAsync, Impatient);
        var table = await OpenAsync(scripted, pipelined);

        Assert.Equal(FaultCode.Unavailable, (await table.TryCommitAsync(Scripted.Get)).Fault!.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Put_WhenTheConnectionBreaks_IsUnknownAndNotRepeated(bool pipelined)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scripted = await Scripted.StartAsync((_, token) =>
        {
            started.TrySetResult();
            return NeverAsync(0, token);
        });
        await using var wire = await BreakableWire.StartAsync(scripted.Host.Address);
        await using var client = new TableServiceClient(wire.Address);
        var table = await OpenAsync(client, pipelined);

        var outcome = table.TryCommitAsync(Scripted.Put);
        await started.Task;
        await wire.BreakAsync();

        var fault = (await outcome).Fault!;
        Assert.Equal(FaultCode.UnknownOutcome, fault.Code);
        Assert.DoesNotContain("Exception", fault.Message, StringComparison.Ordinal);
        var server = wire.Address.GetLeftPart(UriPartial.Authority);
        Assert.StartsWith(
            $"It is not known whether the write happened (the connection to the server at {server} broke off: ",
            fault.Message,
            StringComparison.Ordinal);
        Assert.Equal(1, scripted.Seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_WhenTheConnectionBreaks_IsRepeated(bool pipelined)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scripted = await Scripted.StartAsync((seen, token) =>
        {
            started.TrySetResult();
            return seen == 1 ? NeverAsync(0, token) : new(GetDone);
        });
        await using var wire = await BreakableWire.StartAsync(scripted.Host.Address);
        await using var client = new TableServiceClient(wire.Address);
        var table = await OpenAsync(client, pipelined);

        var outcome = table.TryCommitAsync(Scripted.Get);
        await started.Task;
        await wire.BreakAsync();

        Assert.True((await outcome).IsResult);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_WhenTheConnectionBreaksAndNothingIsRepeated_NamesTheServer(bool pipelined)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scripted = await Scripted.StartAsync((_, token) =>
        {
            started.TrySetResult();
            return NeverAsync(0, token);
        });
        await using var wire = await BreakableWire.StartAsync(scripted.Host.Address);
        await using var client = new TableServiceClient(
            new TableServiceClientOptions { Address = wire.Address, RetriesMax = 0 });
        var table = await OpenAsync(client, pipelined);

        var outcome = table.TryCommitAsync(Scripted.Get);
        await started.Task;
        await wire.BreakAsync();

        var fault = (await outcome).Fault!;
        Assert.Equal(FaultCode.Unavailable, fault.Code);
        var server = wire.Address.GetLeftPart(UriPartial.Authority);
        Assert.StartsWith(
            $"The connection to the server at {server} broke off: ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anything_WhenNobodyListens_SaysWhereItCouldNotReach()
    {
        var port = Scripted.FreePort();
        await using var client = new TableServiceClient(new TableServiceClientOptions
        {
            Address = new Uri($"http://127.0.0.1:{port}"),
            RetryDelay = TimeSpan.FromMilliseconds(1),
        });

        var read = await Assert.ThrowsAsync<UnavailableException>(() => client.Admin.ListNamespacesAsync());
        var write = await Assert.ThrowsAsync<UnavailableException>(() => client.Admin.CreateNamespaceAsync("n"));

        Assert.Equal($"The server at http://127.0.0.1:{port} cannot be reached: Connection refused.", read.Message);
        Assert.Equal(read.Message, write.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Put_WhenTheServerIsGone_IsUnavailableBecauseItNeverLeft(bool pipelined)
    {
        await using var scripted = await Scripted.StartAsync((_, _) => new(ScriptedService.PutDone()));
        var table = await OpenAsync(scripted, pipelined);
        await scripted.Host.StopAsync();

        // The first may still find the old connection, and then cannot know; the next has none to be sent on.
        var first = await table.TryCommitAsync(Scripted.Put);
        var next = await table.TryCommitAsync(Scripted.Put);

        Assert.False(first.IsResult);
        Assert.Equal(FaultCode.Unavailable, next.Fault!.Code);
        Assert.Equal(0, scripted.Seen);
    }

    [Fact]
    public async Task Put_InAPipelineWhoseServerStops_GetsItsResult()
    {
        const int Puts = 200;
        var done = new TaskCompletionSource<TransactionOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scripted = await Scripted.StartAsync((seen, _) =>
        {
            if (seen == Puts)
            {
                started.SetResult();
            }

            return new(done.Task);
        });
        var table = await OpenAsync(scripted, pipelined: true);
        var puts = Enumerable.Range(0, Puts).Select(_ => table.TryCommitAsync(Scripted.Put).AsTask()).ToList();
        await started.Task;

        var stopping = scripted.Host.StopAsync();
        done.SetResult(ScriptedService.PutDone());

        Assert.All(await Task.WhenAll(puts), outcome => Assert.True(outcome.IsResult, outcome.Fault?.Message));
        await stopping;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Put_WhenTheCallerGivesUp_IsCancelled(bool pipelined)
    {
        using var cancellation = new CancellationTokenSource();
        await using var scripted = await Scripted.StartAsync((_, token) =>
        {
            cancellation.CancelAfter(0);
            return NeverAsync(0, token);
        });
        var table = await OpenAsync(scripted, pipelined);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await table.TryCommitAsync(Scripted.Put, cancellation.Token));
    }

    internal static ValueTask<ITable> OpenAsync(Scripted scripted, bool pipelined) => OpenAsync(
        scripted.Client, pipelined);

    private static async ValueTask<ITable> OpenAsync(TableServiceClient client, bool pipelined) => pipelined
        ? await client.OpenPipelineAsync("default", "t")
        : await client.OpenTableAsync("default", "t");

    private static void Impatient(TableServiceClientOptions options) =>
        options.CallTimeout = TimeSpan.FromMilliseconds(500);

    private static async ValueTask<TransactionOutcome> NeverAsync(int seen, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return default;
    }
}
