using Orleans.Runtime;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Grains.Namespaces;

/// <content>Creating and deleting streams.</content>
internal sealed partial class NamespaceGrain
{
    public async Task<Reply<StreamInfo>> CreateStreamAsync(CreateStreamCall call, CancellationToken cancellationToken)
    {
        if (StreamCheck.Check(call.Name, call.Configuration) is { } fault)
        {
            return Replies.Failed<StreamInfo>(fault);
        }

        if (!State.Exists)
        {
            return NotFound<StreamInfo>();
        }

        if (State.Streams.TryGetValue(call.Name, out var row))
        {
            if (row.Phase == StreamPhase.Deleting)
            {
                if (await FinishDeleteAsync(call.Name, row, cancellationToken) is { IsValue: false } left)
                {
                    return left;
                }
            }
            else if (row.Phase == StreamPhase.Created || row.Configuration() != call.Configuration)
            {
                return Replies.Failed<StreamInfo>(Faults.StreamExists(call.Name));
            }
            else
            {
                // Left by a create that was cut short and that nobody was told of: this one takes it over.
                return await FinishCreateAsync(call.Name, row, cancellationToken);
            }
        }

        row = await BeginCreateAsync(call, cancellationToken);
        return await FinishCreateAsync(call.Name, row, cancellationToken);
    }

    public async Task<Reply<StreamInfo>> DeleteStreamAsync(string streamName, CancellationToken cancellationToken)
    {
        if (!State.Exists)
        {
            return NotFound<StreamInfo>();
        }

        if (!State.Streams.TryGetValue(streamName, out var row))
        {
            return Replies.Failed<StreamInfo>(Faults.StreamNotFound(streamName));
        }

        if (row.Phase != StreamPhase.Deleting)
        {
            row.Phase = StreamPhase.Deleting;
            await this.WriteOrForgetAsync(state);
        }

        return await FinishDeleteAsync(streamName, row, cancellationToken);
    }

    private async Task<StreamRow> BeginCreateAsync(CreateStreamCall call, CancellationToken cancellationToken)
    {
        var id = await grains.GetCatalog().AllotStreamIdAsync(cancellationToken);
        var info = new StreamInfo(
            new TableStreamId(id), Name, call.Name, Guid.NewGuid(), call.Configuration, time.GetUtcNow());
        var row = StreamRow.Of(info, StreamPhase.Creating);
        State.Streams.Add(call.Name, row);
        await this.WriteOrForgetAsync(state);
        return row;
    }

    private async Task<Reply<StreamInfo>> FinishCreateAsync(
        string name,
        StreamRow row,
        CancellationToken cancellationToken)
    {
        // Stays scheduled when what follows throws or is cut short.
        RollForwardLater(RollForwardPeriod);
        var info = row.ToInfo(Name, name);
        var description = new StreamDescription { Info = info };
        var reply = await grains.GetStream(info.Id).CreateAsync(description, cancellationToken);
        if (!reply.IsValue)
        {
            return Replies.Failed<StreamInfo>(reply.Fault);
        }

        row.Phase = StreamPhase.Created;
        await this.WriteOrForgetAsync(state);
        StopRollForwardWhenDone();
        LogCreated(Name, name, info.Id.Value, info.Configuration.InitialRanges);
        return Replies.Of(info);
    }

    private async Task<Reply<StreamInfo>> FinishDeleteAsync(
        string name,
        StreamRow row,
        CancellationToken cancellationToken)
    {
        RollForwardLater(RollForwardPeriod);
        var info = row.ToInfo(Name, name);
        var description = new StreamDescription { Info = info };
        var reply = await grains.GetStream(info.Id).DeleteAsync(description, cancellationToken);
        if (!reply.IsValue)
        {
            return Replies.Failed<StreamInfo>(reply.Fault);
        }

        State.Streams.Remove(name);
        await this.WriteOrForgetAsync(state);
        StopRollForwardWhenDone();
        LogDeleted(Name, name, info.Id.Value);
        return Replies.Of(info);
    }

    private async Task FinishDeletesAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, row) in Pending().Where(pending => pending.Value.Phase == StreamPhase.Deleting))
        {
            await FinishDeleteAsync(name, row, cancellationToken);
        }
    }

    private KeyValuePair<string, StreamRow>[] Pending() =>
        [.. State.Streams.Where(row => row.Value.Phase != StreamPhase.Created)];

    private void RollForwardLater(TimeSpan dueTime)
    {
        if (_rollForward is null && Pending().Length > 0)
        {
            _rollForward = this.RegisterGrainTimer(
                static (grain, cancellationToken) => grain.RollForwardAsync(cancellationToken),
                this,
                new GrainTimerCreationOptions { DueTime = dueTime, Period = RollForwardPeriod, KeepAlive = true });
        }
    }

    private async Task RollForwardAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, row) in Pending())
        {
            if (await TryFinishAsync(name, row, cancellationToken) is { } why)
            {
                LogUnfinished(Name, name, row.Phase, why);
            }
        }
    }

    // One stream that cannot be finished just now must not keep those behind it: the timer comes back to it.
    private async Task<string?> TryFinishAsync(string name, StreamRow row, CancellationToken cancellationToken)
    {
        try
        {
            var finish = row.Phase == StreamPhase.Creating
                ? FinishCreateAsync(name, row, cancellationToken)
                : FinishDeleteAsync(name, row, cancellationToken);
            return await finish is { IsValue: false } left ? left.Fault.Message : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e.Message;
        }
    }

    private void StopRollForwardWhenDone()
    {
        if (_rollForward is not null && Pending().Length == 0)
        {
            _rollForward.Dispose();
            _rollForward = null;
        }
    }
}
