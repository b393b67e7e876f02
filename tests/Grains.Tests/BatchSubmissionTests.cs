using Orleans.TableService.Grains.Ranges;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Tests;

/// <summary>The reply to transactions that travelled together.</summary>
public sealed class BatchSubmissionTests
{
    private static readonly Fault Refusal = Faults.Unavailable("closed");

    private readonly HeldStore _store = new();

    [Fact]
    public async Task Submit_OfNone_RepliesAtOnce()
    {
        var reply = Submit(0, default);

        Assert.True(reply.IsCompleted);
        Assert.Empty((await reply).Outcomes);
    }

    [Fact]
    public async Task Submit_WhenAllAreAnsweredAtOnce_RepliesAtOnce()
    {
        _store.WhenSubmitted = () => TellAll(2);

        var reply = Submit(2, default);

        Assert.True(reply.IsCompleted);
        Assert.Equal([1L, 2L], (await reply).Outcomes.Select(o => o.Result!.Revision));
    }

    [Fact]
    public async Task Submit_OfSome_RepliesWithTheLastOutcome()
    {
        var reply = Submit(3, default);
        _store.Sink!.Set(2, Done(3));
        _store.Sink.Set(0, Done(1));
        Assert.False(reply.IsCompleted);
        _store.Sink.Set(1, new TransactionOutcome(Refusal));

        var outcomes = (await reply).Outcomes;
        Assert.Equal((1L, 3L), (outcomes[0].Result!.Revision, outcomes[2].Result!.Revision));
        Assert.Same(Refusal, outcomes[1].Fault);
    }

    [Fact]
    public async Task GiveUp_OfOneOfSome_IsItsOutcome()
    {
        var reply = Submit(2, default);
        _store.Sink!.GiveUp(1);
        _store.Sink.Set(0, Done(1));

        var outcomes = (await reply).Outcomes;
        Assert.Equal(1, outcomes[0].Result!.Revision);
        Assert.Equal(FaultCode.UnknownOutcome, outcomes[1].Fault!.Code);
    }

    [Fact]
    public async Task GiveUp_OfASingleOne_EndsTheCallWithTheCallersToken()
    {
        using var cancel = new CancellationTokenSource();
        var reply = Submit(1, cancel.Token);
        await cancel.CancelAsync();
        _store.Sink!.GiveUp(0);

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reply);
        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.Equal(cancel.Token, _store.Token);
    }

    private void TellAll(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _store.Sink!.Set(i, Done(i + 1));
        }
    }

    private Task<GrainContracts.CommitReply> Submit(int count, CancellationToken token) =>
        BatchSubmission.SubmitAsync(_store, new TableTransaction[count], token);

    private static TransactionOutcome Done(long revision) =>
        new(new TransactionResult { Succeeded = true, Revision = revision, Results = [] });

    /// <summary>A range whose outcomes the test tells.</summary>
    private sealed class HeldStore : IRangeStore
    {
        public IOutcomeSink? Sink { get; private set; }

        public CancellationToken Token { get; private set; }

        public Action? WhenSubmitted { get; set; }

        public RangeDescriptor Descriptor => throw new NotSupportedException();

        public Task<Fault?> Stopped => throw new NotSupportedException();

        public void Submit(
            IReadOnlyList<TableTransaction> transactions, IOutcomeSink sink, CancellationToken cancellationToken)
        {
            (Sink, Token) = (sink, cancellationToken);
            WhenSubmitted?.Invoke();
        }

        public RangeInfo GetInfo() => throw new NotSupportedException();

        public Task<long> CheckpointAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<BackupChunk> ExportAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<int> ImportAsync(BackupChunk chunk, long revisionFloor, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<ChangeBatch> WatchAsync(WatchRequest request, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
