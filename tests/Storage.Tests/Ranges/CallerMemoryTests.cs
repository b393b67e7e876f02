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
        var request = new RequestPool().Rent();
        request.Begin(Tx.Of("p", Tx.Get("a")), hash: 0, sizeBytes: 1, new QueueBudget(1, parent: null));
        var wait = request.WaitAsync(cancel.Token).AsTask();

        Assert.True(request.TryUse());
        await cancel.CancelAsync();
        Assert.False(wait.IsCompleted);
        request.EndUse();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.False(request.TryUse());
    }

    [Fact]
    public async Task Release_OfATransactionInUseWhoseCallerGaveUp_EndsTheWait()
    {
        using var cancel = new CancellationTokenSource();
        var request = new RequestPool().Rent();
        request.Begin(Tx.Of("p", Tx.Get("a")), hash: 0, sizeBytes: 1, new QueueBudget(1, parent: null));
        var wait = request.WaitAsync(cancel.Token).AsTask();
        Assert.True(request.TryUse());
        await cancel.CancelAsync();
        request.Release(Faults.Unavailable("closed"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
