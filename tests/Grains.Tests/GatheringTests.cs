using Orleans.TableService.Client.Orleans.Calls;
using Orleans.TableService.GrainContracts;
using Orleans.TableService.Tests.Suite;

namespace Orleans.TableService.Grains.Tests;

/// <summary>Transactions of many callers that share a grain call.</summary>
public sealed class GatheringTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HeldRange _range = new();
    private readonly CommitGatherer _gatherer;

    public GatheringTests() => _gatherer = new CommitGatherer(_range, mapVersion: 7, aloneMax: 1);

    [Fact]
    public async Task Send_WhenAlone_GoesByItselfWithTheCallersToken()
    {
        using var cancellation = new CancellationTokenSource();

        var sent = _gatherer.SendAsync(Put(1), cancellation.Token);
        var call = await _range.NextAsync();
        call.Answer();

        Assert.Equal(1, (await sent).Result!.Revision);
        Assert.Equal((1, 7), (call.Batch.Transactions.Count, call.Batch.MapVersion));
        Assert.Equal(cancellation.Token, call.Token);
    }

    [Fact]
    public async Task Send_WhileFewAreUnderWay_GoesByItself()
    {
        using var cancellation = new CancellationTokenSource();
        var gatherer = new CommitGatherer(_range, mapVersion: 7, aloneMax: 2);
        var sent = new List<Task<TransactionOutcome>>();
        var tokens = new List<CancellationToken>();
        for (var i = 0; i < 4; i++)
        {
            sent.Add(gatherer.SendAsync(Put(i), cancellation.Token).AsTask());
            var call = await _range.NextAsync();
            tokens.Add(call.Token);
            if (i >= 2)
            {
                call.Answer();
                await sent[i];
            }
        }

        // Those that share a call share no token.
        Assert.Equal([cancellation.Token, cancellation.Token, default, default], tokens);
    }

    [Fact]
    public async Task Send_ByManyAtOnce_GivesEachItsOwnOutcomeOverFewerCalls()
    {
        const int Count = 5000;
        var sent = Enumerable.Range(0, Count).Select(i => _gatherer.SendAsync(Put(i), default).AsTask()).ToArray();
        var calls = 0;
        for (var answered = 0; answered < Count; calls++)
        {
            var call = await _range.NextAsync();
            answered += call.Batch.Transactions.Count;
            call.Answer();
        }

        var outcomes = await Task.WhenAll(sent);

        Assert.Equal(Enumerable.Range(0, Count).Select(i => (long)i), outcomes.Select(o => o.Result!.Revision));
        Assert.InRange(calls, 1, Count - 1);
    }

    [Fact]
    public async Task Send_WhenTheGrainCallFails_FailsEveryTransactionOfItAndNoOther()
    {
        var first = _gatherer.SendAsync(Put(1), default).AsTask();
        var alone = await _range.NextAsync();
        var second = _gatherer.SendAsync(Put(2), default).AsTask();
        (await _range.NextAsync()).Fail(new TimeoutException());
        alone.Answer();

        await Assert.ThrowsAsync<TimeoutException>(() => second);
        Assert.Equal(1, (await first).Result!.Revision);
    }

    [Fact]
    public async Task Send_WhenOneCallerGivesUp_EndsItsWaitAlone()
    {
        using var cancellation = new CancellationTokenSource();
        var first = _gatherer.SendAsync(Put(1), default).AsTask();
        var alone = await _range.NextAsync();
        var second = _gatherer.SendAsync(Put(2), cancellation.Token).AsTask();
        var call = await _range.NextAsync();

        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        call.Answer();
        alone.Answer();

        Assert.Equal(1, (await first).Result!.Revision);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Send_WhenAnOutcomeDoesNotStand_GivesThatOfItsAppeal(int before)
    {
        var appeal = new Appeal();
        var waiting = Enumerable.Range(0, before).Select(i => _gatherer.SendAsync(Put(i), default).AsTask()).ToArray();
        var earlier = before == 0 ? null : await _range.NextAsync();

        var sent = _gatherer.SendAsync(Put(7), appeal, default).AsTask();
        (await _range.NextAsync()).Fail(new TimeoutException());
        var (transaction, fault) = await appeal.Asked.WaitAsync(Patience);
        Assert.False(sent.IsCompleted);
        appeal.Answer.SetResult(new TransactionOutcome(Faults.TooLarge("value", 1, "It is too large.")));
        earlier?.Answer();

        Assert.Equal(FaultCode.TooLarge, (await sent).Fault!.Code);
        Assert.Equal(FaultCode.UnknownOutcome, fault.Code);
        Assert.Equal(BitConverter.GetBytes(7), transaction.PKey.ToArray());
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Send_WhenAnOutcomeStands_DoesNotAppeal()
    {
        var appeal = new Appeal();
        var first = _gatherer.SendAsync(Put(1), appeal, default).AsTask();
        var alone = await _range.NextAsync();
        var second = _gatherer.SendAsync(Put(2), appeal, default).AsTask();
        (await _range.NextAsync()).Answer();
        alone.Answer();

        Assert.Equal((1L, 2L), ((await first).Result!.Revision, (await second).Result!.Revision));
        Assert.False(appeal.Asked.IsCompleted);
    }

    [Fact]
    public async Task Submit_WhenOthersAreUnderWay_TellsEachItsOwnOutcomeAndThenLeaves()
    {
        using var cancellation = new CancellationTokenSource();
        var first = _gatherer.SendAsync(Put(1), default).AsTask();
        var alone = await _range.NextAsync();
        var told = Enumerable.Range(2, 3).Select(_ => new Told()).ToArray();
        for (var i = 0; i < told.Length; i++)
        {
            _gatherer.Submit(Put(i + 2), told[i], appeal: null, default);
        }

        var answered = 0;
        while (answered < told.Length)
        {
            var call = await _range.NextAsync();
            answered += call.Batch.Transactions.Count;
            call.Answer();
        }

        var outcomes = await Task.WhenAll(told.Select(one => one.Outcome.WaitAsync(Patience)));
        alone.Answer();
        await first;
        var last = new Told();
        _gatherer.Submit(Put(9), last, appeal: null, cancellation.Token);
        var next = await _range.NextAsync();
        next.Answer();

        Assert.Equal([2L, 3, 4], outcomes.Select(outcome => outcome.Result!.Revision));
        Assert.Equal(9, (await last.Outcome.WaitAsync(Patience)).Result!.Revision);
        Assert.Equal(cancellation.Token, next.Token);
    }

    [Fact]
    public async Task Submit_WhenTheGrainCallFails_TellsTheFailureOrAppeals()
    {
        var appeal = new Appeal();
        _ = _gatherer.SendAsync(Put(1), default).AsTask();
        var alone = await _range.NextAsync();
        var (failed, appealed) = (new Told(), new Told());

        _gatherer.Submit(Put(2), failed, appeal: null, default);
        (await _range.NextAsync()).Fail(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => failed.Outcome.WaitAsync(Patience));
        _gatherer.Submit(Put(3), appealed, appeal, default);
        (await _range.NextAsync()).Fail(new TimeoutException());
        var (transaction, fault) = await appeal.Asked.WaitAsync(Patience);
        Assert.False(appealed.Outcome.IsCompleted);
        appeal.Answer.SetException(new InvalidOperationException());

        await Assert.ThrowsAsync<InvalidOperationException>(() => appealed.Outcome.WaitAsync(Patience));
        Assert.Equal(BitConverter.GetBytes(3), transaction.PKey.ToArray());
        Assert.Equal(FaultCode.UnknownOutcome, fault.Code);
        alone.Answer();
    }

    [Fact]
    public async Task Send_WhenCancelledAndAnsweredAtOnce_KeepsThePooledWaitsApart()
    {
        using var hold = new CancellationTokenSource();
        _ = _gatherer.SendAsync(Put(0), hold.Token).AsTask();
        var held = await _range.NextAsync();
        var answering = AnswerAllAsync();
        for (var i = 1; i < 2000; i++)
        {
            using var cancellation = new CancellationTokenSource();
            var sent = _gatherer.SendAsync(Put(i), cancellation.Token).AsTask();
            var cancelling = Task.Run(cancellation.Cancel);
            try
            {
                Assert.Equal(i, (await sent).Result!.Revision);
            }
            catch (OperationCanceledException)
            {
                // The cancellation was first: just as good.
            }

            await cancelling;
        }

        _range.End();
        await answering;
        held.Answer();
    }

    private async Task AnswerAllAsync()
    {
        while (await _range.TryNextAsync() is { } call)
        {
            call.Answer();
        }
    }

    private static TableTransaction Put(int number)
    {
        var key = BitConverter.GetBytes(number);
        return TableTransaction.Of(key, new PutOperation { LKey = key, Value = key });
    }

    /// <summary>A range that answers when told, with the key of each transaction as its revision.</summary>
    private sealed class HeldRange : IRangeGrain
    {
        private readonly System.Threading.Channels.Channel<Call> _calls =
            System.Threading.Channels.Channel.CreateUnbounded<Call>();

        public ValueTask<Call> NextAsync() => _calls.Reader.ReadAsync();

        public async ValueTask<Call?> TryNextAsync() =>
            await _calls.Reader.WaitToReadAsync() && _calls.Reader.TryRead(out var call) ? call : null;

        public void End() => _calls.Writer.Complete();

        public Task<CommitReply> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            var call = new Call(batch, cancellationToken);
            _calls.Writer.TryWrite(call);
            return call.Reply;
        }

        public IAsyncEnumerable<WatchItem> WatchAsync(WatchCall call, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<ExportItem> ExportAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Reply<ImportReply>> ImportAsync(ImportCall call, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Reply<RangeInfo>> GetInfoAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Reply<RangeAssignment>> CreateAsync(
            RangeAssignment assignment, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Reply<RangeAssignment>> DeleteAsync(
            RangeAssignment assignment, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    /// <summary>Lets results stand, and nothing else.</summary>
    private sealed class Appeal : ICommitAppeal
    {
        private readonly TaskCompletionSource<(TableTransaction, Fault)> _asked =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<(TableTransaction Transaction, Fault Fault)> Asked => _asked.Task;

        public TaskCompletionSource<TransactionOutcome> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsFinal(in TransactionOutcome outcome) => outcome.IsResult;

        public ValueTask<TransactionOutcome> SendAgainAsync(
            TableTransaction transaction, Fault fault, CancellationToken cancellationToken)
        {
            _asked.SetResult((transaction, fault));
            return new(Answer.Task);
        }
    }

    private sealed class Call(CommitBatch batch, CancellationToken token)
    {
        private readonly TaskCompletionSource<CommitReply> _reply =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CommitBatch Batch => batch;

        public CancellationToken Token => token;

        public Task<CommitReply> Reply => _reply.Task;

        public void Answer() => _reply.SetResult(new CommitReply
        {
            Outcomes = [.. batch.Transactions.Select(transaction => new TransactionOutcome(new TransactionResult
            {
                Succeeded = true,
                Revision = BitConverter.ToInt32(transaction.PKey.Span),
                Results = [],
            }))],
        });

        public void Fail(Exception error) => _reply.SetException(error);
    }
}
