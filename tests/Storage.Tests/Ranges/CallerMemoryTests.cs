using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>The memory of a request is the caller's again as soon as its wait has ended.</summary>
public sealed class CallerMemoryTests
{
    [Fact]
    public async Task Submit_WhenACancelledCallerUsesItsBufferAgain_AppliesWhatTheJournalHolds()
    {
        await using var host = await StoreHost.StartAsync();
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        byte[] pKey = Tx.Bytes("p"), lKey = Tx.Bytes("a"), value = Tx.Bytes("value");
        using var cancel = new CancellationTokenSource();
        var put = new TableTransaction { PKey = pKey, Success = [new PutOperation { LKey = lKey, Value = value }] };
        var cancelled = host.Range.SubmitAsync(put, cancel.Token).AsTask();
        await journal.WaitForAppendAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        pKey[0] = lKey[0] = value[0] = (byte)'X';

        // Over the group in flight, from the index it went to, and from the journal.
        var over = host.SubmitAsync(Tx.Of("p", Tx.Get("a"), Tx.Put("b", "1")));
        await journal.WaitForAppendAsync();
        journal.FlushOne();
        journal.FlushOne();
        var seen = ((GetResult)(await over).GetResultOrThrow().Results[0]).Entry!;
        Assert.Equal("value", Tx.Text(seen.Value));
        host.Journals.IsManual = false;
        Assert.Equal("value", Tx.Text((await host.GetAsync("p", "a"))!.Value));
        await host.RestartAsync(() => Directory.Delete(host.IndexDirectory, recursive: true));
        Assert.Equal("value", Tx.Text((await host.GetAsync("p", "a"))!.Value));
    }

    [Fact]
    public async Task Cancel_WhileTheStoreReadsTheTransaction_EndsTheWaitWhenItHasRead()
    {
        using var cancel = new CancellationTokenSource();
        var outcomes = new NotedOutcomes(1);
        var request = BeginOne(outcomes, cancel.Token);

        Assert.True(request.TryUse());
        await cancel.CancelAsync();
        Assert.Equal("-", outcomes.Text);
        request.EndUse();

        Assert.Equal("given up", outcomes.Text);
        Assert.False(request.TryUse());
        Assert.Equal("given up", outcomes.Text);
    }

    [Fact]
    public async Task Release_OfATransactionInUseWhoseCallerGaveUp_EndsTheWait()
    {
        using var cancel = new CancellationTokenSource();
        var outcomes = new NotedOutcomes(1);
        var request = BeginOne(outcomes, cancel.Token);
        Assert.True(request.TryUse());
        await cancel.CancelAsync();
        request.Release(Faults.Unavailable("closed"));

        Assert.Equal("given up", outcomes.Text);
    }

    [Fact]
    public async Task Cancel_OfATransactionThatWaits_EndsTheWaitAtOnceAndForGood()
    {
        using var cancel = new CancellationTokenSource();
        var outcomes = new NotedOutcomes(1);
        var request = BeginOne(outcomes, cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal("given up", outcomes.Text);

        Assert.False(request.TryUse());
        Assert.Equal("given up", outcomes.Text);
    }

    [Fact]
    public async Task Rent_WhileACancellationMayStillBeAtARequest_GivesAnother()
    {
        var pool = new RequestPool();
        using var cancel = new CancellationTokenSource();
        var cancelled = BeginOne(new NotedOutcomes(1), cancel.Token, pool);
        await cancel.CancelAsync();
        Assert.False(cancelled.TryUse());
        Assert.NotSame(cancelled, pool.Rent());

        using var other = new CancellationTokenSource();
        var answered = BeginOne(new NotedOutcomes(1), other.Token, pool);
        answered.Release(Faults.Unavailable("closed"));
        var next = new NotedOutcomes(1);
        Assert.Same(answered, BeginOne(next, default, pool));
        await other.CancelAsync();
        Assert.Equal("-", next.Text);
    }

    private static RangeRequest BeginOne(IOutcomeSink sink, CancellationToken token, RequestPool? pool = null)
    {
        var request = (pool ?? new RequestPool()).Rent();
        request.Begin(Tx.Of("p", Tx.Get("a")), hash: 0, new QueueBudget(1, parent: null));
        request.AnswerTo(sink, index: 0, token);
        return request;
    }
}
