using System.Threading.Tasks.Sources;

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

    [Fact]
    public async Task Finish_WhenTheFaultDoesNotStand_EndsAsItsAppealDoes()
    {
        var appeal = new Appeal();
        var operation = Submit(appeal);
        var wait = operation.OutcomeAsync(CancellationToken.None).AsTask();

        operation.Complete(new TransactionOutcome(Faults.Unavailable("It is not there.")));
        operation.LetGo();
        var (transaction, submittedAt) = await appeal.Asked.WaitAsync(Patience);
        Assert.False(wait.IsCompleted);
        appeal.Answer.SetResult(Outcome(5));

        Assert.Equal(5, (await wait.WaitAsync(Patience)).Result!.Revision);
        Assert.Equal((1, 3L), (transaction.PKey.Length, submittedAt));
        Assert.Equal(8, _operations.Room.CurrentCount);
    }

    [Fact]
    public async Task Finish_WhenTheAppealFails_EndsTheWaitWithThat()
    {
        var appeal = new Appeal();
        var operation = Submit(appeal);
        var wait = operation.OutcomeAsync(CancellationToken.None).AsTask();

        operation.Complete(new TransactionOutcome(Faults.Unavailable("It is not there.")));
        operation.LetGo();
        await appeal.Asked.WaitAsync(Patience);
        appeal.Answer.SetException(new OperationCanceledException());

        await Assert.ThrowsAsync<OperationCanceledException>(() => wait.WaitAsync(Patience));
        Assert.Equal(8, _operations.Room.CurrentCount);
    }

    [Fact]
    public async Task Finish_WhenTheFaultStands_DoesNotAppeal()
    {
        var appeal = new Appeal();
        var operation = Submit(appeal);
        var wait = operation.OutcomeAsync(CancellationToken.None).AsTask();

        operation.Complete(new TransactionOutcome(Faults.UnknownOutcome("it broke off")));
        operation.LetGo();

        Assert.Equal(FaultCode.UnknownOutcome, (await wait.WaitAsync(Patience)).Fault!.Code);
        Assert.False(appeal.Asked.IsCompleted);
    }

    [Fact]
    public async Task Complete_WhenNobodyTakesTheOutcome_GivesThePlaceBack()
    {
        for (var i = 0; i < 20; i++)
        {
            var operation = Submit();
            var dropped = operation.OutcomeAsync(CancellationToken.None);
            operation.Complete(Outcome(i));
            operation.LetGo();
            Assert.False(dropped.IsFaulted);
            Assert.True(await _operations.Room.WaitAsync(Patience));
            _operations.Room.Release();
        }

        var last = Submit();
        var wait = last.OutcomeAsync(CancellationToken.None).AsTask();
        last.Complete(Outcome(20));
        await wait;

        Assert.Equal(8, _operations.Room.CurrentCount);
    }

    [Fact]
    public async Task GetResult_WhenItIsAskedTwiceOrTooEarly_HarmsNoOther()
    {
        IValueTaskSource<TransactionOutcome> source = Submit();
        var operation = (PendingOperation)source;
        var early = operation.OutcomeAsync(CancellationToken.None);

        Assert.Throws<InvalidOperationException>(() => source.GetResult(0));
        operation.Complete(Outcome(1));
        operation.LetGo();
        Assert.Equal(1, (await early).Result!.Revision);
        Assert.Throws<InvalidOperationException>(() => source.GetResult(0));

        var next = Submit();
        Assert.Same(operation, next);
        var wait = next.OutcomeAsync(CancellationToken.None);
        next.Complete(Outcome(2));
        next.LetGo();
        Assert.Equal(2, (await wait).Result!.Revision);
        Assert.NotSame(Submit(), Submit());
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

    private PendingOperation Submit(IOperationAppeal? appeal = null)
    {
        Assert.True(_operations.Room.Wait(0));
        var key = new byte[] { 1 };
        return _operations.Rent(
            TableTransaction.Of(key, new GetOperation { LKey = key }), submittedAt: 3, appeal: appeal);
    }

    private static TransactionOutcome Outcome(long revision) =>
        new(new TransactionResult { Succeeded = true, Revision = revision, Results = [] });

    private sealed class Appeal : IOperationAppeal
    {
        private readonly TaskCompletionSource<(TableTransaction, long)> _asked =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<(TableTransaction Transaction, long SubmittedAt)> Asked => _asked.Task;

        public TaskCompletionSource<TransactionOutcome> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Stands(Fault fault) => fault.Code != FaultCode.Unavailable;

        public ValueTask<TransactionOutcome> SendAgainAsync(
            TableTransaction transaction, Fault fault, long submittedAt, CancellationToken cancellationToken)
        {
            _asked.SetResult((transaction, submittedAt));
            return new(Answer.Task);
        }
    }
}
