namespace Orleans.TableService.Client.Tests;

public sealed class CompletionsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PendingOperations _operations = new(countMax: 8);

    [Fact]
    public async Task Complete_WhenAContinuationBlocks_LetsTheOthersGoOn()
    {
        var (first, second) = (Submit(), Submit());
        using var secondEnded = new ManualResetEventSlim();
        var blocked = BlockAsync(first.OutcomeAsync(CancellationToken.None).AsTask(), secondEnded);
        var ended = EndAsync(second.OutcomeAsync(CancellationToken.None).AsTask(), secondEnded);

        first.Complete(Outcome(1));
        second.Complete(Outcome(2));

        Assert.True(await blocked.WaitAsync(Patience * 2));
        await ended.WaitAsync(Patience);
    }

    [Fact]
    public async Task Complete_WhenUsedAgain_GivesEachUseItsOwnOutcome()
    {
        for (var i = 1; i <= 1000; i++)
        {
            var operation = Submit();
            var wait = operation.OutcomeAsync(CancellationToken.None);
            operation.Complete(Outcome(i));
            operation.Complete(Outcome(-1));
            operation.LetGo();

            Assert.Equal(i, (await wait).Result!.Revision);
        }

        Assert.Equal(8, _operations.Room.CurrentCount);
    }

    [Fact]
    public async Task OutcomeAsync_WhenCancelled_IsNotUsedAgainBeforeTheQueueLetsGo()
    {
        using var cancellation = new CancellationTokenSource();
        var operation = Submit();
        var wait = operation.OutcomeAsync(cancellation.Token).AsTask();

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        var next = Submit();
        operation.Complete(Outcome(1));
        operation.LetGo();

        Assert.NotSame(operation, next);
        Assert.False(next.IsEnded);
    }

    // Where the wait ends, as continuations without a context do.
    private static async Task<bool> BlockAsync(Task wait, ManualResetEventSlim until)
    {
        await wait.ConfigureAwait(false);
        return until.Wait(Patience);
    }

    private static async Task EndAsync(Task wait, ManualResetEventSlim end)
    {
        await wait.ConfigureAwait(false);
        end.Set();
    }

    private PendingOperation Submit()
    {
        Assert.True(_operations.Room.Wait(0));
        var key = new byte[] { 1 };
        return _operations.Rent(TableTransaction.Of(key, new GetOperation { LKey = key }), submittedAt: 0);
    }

    private static TransactionOutcome Outcome(long revision) =>
        new(new TransactionResult { Succeeded = true, Revision = revision, Results = [] });
}
