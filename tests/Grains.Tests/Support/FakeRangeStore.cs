using System.Runtime.CompilerServices;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Tests.Support;

/// <summary>One open range over a table in memory.</summary>
internal sealed class FakeRangeStore(FakeEngine engine, RangeDescriptor descriptor, ITable table, long epoch)
    : IRangeStore
{
    private readonly TaskCompletionSource<Fault?> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private long _revision;

    public RangeDescriptor Descriptor => descriptor;

    public Task<Fault?> Stopped => _stopped.Task;

    public RangeInfo GetInfo() => new()
    {
        Id = descriptor.Id,
        Interval = descriptor.Interval,
        State = RangeState.Active,
        Owner = "",
        Epoch = epoch,
        Revision = Volatile.Read(ref _revision),
        OldestRevision = 1,
    };

    public Task<long> CheckpointAsync(CancellationToken cancellationToken) => Task.FromResult(0L);

    public void Submit(
        IReadOnlyList<TableTransaction> transactions,
        IOutcomeSink sink,
        CancellationToken cancellationToken)
    {
        for (var i = 0; i < transactions.Count; i++)
        {
            _ = CarryOutAsync(transactions[i], sink, i, cancellationToken);
        }
    }

    public async IAsyncEnumerable<ChangeBatch> WatchAsync(
        WatchRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        await using var batches = table.WatchAsync(request, both.Token).GetAsyncEnumerator(both.Token);
        while (await MoveNextAsync(batches))
        {
            yield return batches.Current;
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw Faults.RangeUnavailable(descriptor.Id, "it stopped.").ToException();
    }

    public IAsyncEnumerable<BackupChunk> ExportAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<int> ImportAsync(BackupChunk chunk, long revisionFloor, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public void Stop(Fault fault)
    {
        _stopped.TrySetResult(fault);
        _stop.Cancel();
    }

    public ValueTask DisposeAsync()
    {
        _stopped.TrySetResult(null);
        _stop.Cancel();
        return ValueTask.CompletedTask;
    }

    private async Task CarryOutAsync(
        TableTransaction transaction,
        IOutcomeSink sink,
        int index,
        CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            sink.Set(index, await CommitAsync(transaction, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            sink.GiveUp(index);
        }
        catch (Exception e)
        {
            sink.Set(index, new TransactionOutcome(Faults.Internal(e.Message)));
        }
    }

    private async ValueTask<TransactionOutcome> CommitAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken)
    {
        if ((engine.FaultOf(descriptor) ?? Refusal(transaction.PKey)) is { } fault)
        {
            return new TransactionOutcome(fault);
        }

        var outcome = await table.TryCommitAsync(transaction, cancellationToken);
        Volatile.Write(ref _revision, Math.Max(_revision, outcome.Result?.Revision ?? 0));
        return outcome;
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ChangeBatch> batches)
    {
        try
        {
            return await batches.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Fault? Refusal(ReadOnlyMemory<byte> pKey)
    {
        if (_stopped.Task.IsCompleted)
        {
            return Faults.RangeUnavailable(descriptor.Id, "it stopped.");
        }

        return descriptor.Interval.Contains(RoutingKey.Of(descriptor.KeyType, pKey).Span)
            ? null
            : Faults.StaleRouting(descriptor.Id, descriptor.MapVersion);
    }
}
