using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.TableService.GrainContracts;
using Orleans.TableService.Grains.Hosting;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Ranges;

/// <summary>Owns one range. All waiting happens in the range's store; the grain only passes on.</summary>
[GrainType("tableservice.range"), KeepAlive, Immovable]
internal sealed class RangeGrain : Grain, IRangeGrain
{
    private readonly RangeId _id;
    private readonly RangeSlot _slot;
    private readonly string _silo;

    public RangeGrain(
        StorageEngineHost host,
        IGrainFactory grains,
        TimeProvider time,
        ILogger<RangeGrain> logger)
    {
        _id = RangeId.Parse(this.GetPrimaryKeyString());
        _slot = new RangeSlot(_id, host, grains, time, logger);
        _silo = host.SiloName;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _slot.CloseAsync();

    public Task<CommitReply> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) =>
        _slot.Current is { } store
            ? BatchSubmission.SubmitAsync(store, batch.Transactions, cancellationToken)
            : OpenAndCommitAsync(batch, cancellationToken);

    public async IAsyncEnumerable<WatchItem> WatchAsync(
        WatchCall call,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var fault = await _slot.OpenAsync().WaitAsync(cancellationToken);
        if (fault is not null || _slot.Current is not { } store)
        {
            yield return new WatchItem { Fault = fault ?? Stopped() };
            yield break;
        }

        await foreach (var item in RangeWatch.FollowAsync(store, call, cancellationToken))
        {
            yield return item;
        }
    }

    public async IAsyncEnumerable<ExportItem> ExportAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var fault = await _slot.OpenAsync().WaitAsync(cancellationToken);
        if (fault is not null || _slot.Current is not { } store)
        {
            yield return new ExportItem { Fault = fault ?? Stopped() };
            yield break;
        }

        await foreach (var item in RangeBackup.ExportAsync(store, cancellationToken))
        {
            yield return item;
        }
    }

    public async Task<Reply<ImportReply>> ImportAsync(ImportCall call, CancellationToken cancellationToken)
    {
        var fault = await _slot.OpenAsync().WaitAsync(cancellationToken);
        return fault is null && _slot.Current is { } store
            ? await RangeBackup.ImportAsync(store, call, cancellationToken)
            : Replies.Failed<ImportReply>(fault ?? Stopped());
    }

    public async Task<Reply<RangeInfo>> GetInfoAsync(CancellationToken cancellationToken)
    {
        if (await _slot.OpenAsync().WaitAsync(cancellationToken) is { } fault)
        {
            return Replies.Failed<RangeInfo>(fault);
        }

        return _slot.Current is { } store
            ? Replies.Of(store.GetInfo() with { Owner = _silo })
            : Replies.Failed<RangeInfo>(Stopped());
    }

    public async Task<Reply<RangeAssignment>> CreateAsync(
        RangeAssignment assignment,
        CancellationToken cancellationToken)
    {
        try
        {
            await _slot.CreateAsync(assignment, cancellationToken);
            return Replies.Of(assignment);
        }
        catch (TableException e)
        {
            return Replies.Failed<RangeAssignment>(e.Fault);
        }
    }

    public async Task<Reply<RangeAssignment>> DeleteAsync(
        RangeAssignment assignment,
        CancellationToken cancellationToken)
    {
        try
        {
            await _slot.DeleteAsync(cancellationToken);
            DeactivateOnIdle();
            return Replies.Of(assignment);
        }
        catch (TableException e)
        {
            return Replies.Failed<RangeAssignment>(e.Fault);
        }
    }

    private async Task<CommitReply> OpenAndCommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        var fault = await _slot.OpenAsync().WaitAsync(cancellationToken);
        return fault is null && _slot.Current is { } store
            ? await BatchSubmission.SubmitAsync(store, batch.Transactions, cancellationToken)
            : BatchSubmission.Refuse(batch.Transactions, fault ?? Stopped());
    }

    private Fault Stopped() => Faults.RangeUnavailable(_id, "it stopped and is opened again.");
}
