using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Grains.Namespaces;

/// <summary>One namespace: itself in the catalog, and its streams by name.</summary>
/// <remarks>
/// A stream is created and deleted as a state machine: its row says what is intended before anything is done, and a row
/// that is neither absent nor Created is carried to its end by whoever finds it: the next call of that name, or a
/// timer. Nobody is told that a stream exists or is gone before its row says so durably.
/// </remarks>
[GrainType("tableservice.namespace")]
internal sealed partial class NamespaceGrain(
    [PersistentState(StateNames.Namespace, StateNames.Provider)] IPersistentState<NamespaceState> state,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<NamespaceGrain> logger) : Grain, INamespaceGrain
{
    private static readonly TimeSpan RollForwardPeriod = TimeSpan.FromSeconds(5);
    private IGrainTimer? _rollForward;

    private string Name => this.GetPrimaryKeyString();

    private NamespaceState State => state.State;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        RollForwardLater(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public async Task<Reply<NamespaceInfo>> CreateAsync(CancellationToken cancellationToken)
    {
        if (ResourceName.Check("namespace", Name) is { } fault)
        {
            return Replies.Failed<NamespaceInfo>(fault);
        }

        if (State.Exists)
        {
            return Replies.Failed<NamespaceInfo>(Faults.NamespaceExists(Name));
        }

        var entry = await grains.GetCatalog().BeginCreateAsync(Name, cancellationToken);
        State.Id = entry.Info.Id;
        State.CreatedAt = entry.Info.CreatedAt;
        State.Exists = true;
        await this.WriteOrForgetAsync(state);
        await grains.GetCatalog().SettleAsync(Name, exists: true, cancellationToken);
        return Replies.Of(entry.Info);
    }

    public Task<Reply<NamespaceInfo>> GetAsync(CancellationToken cancellationToken) => Task.FromResult(Get());

    public async Task<Reply<NamespaceInfo>> DeleteAsync(CancellationToken cancellationToken)
    {
        if (!State.Exists)
        {
            return NotFound<NamespaceInfo>();
        }

        await FinishDeletesAsync(cancellationToken);
        if (State.Streams.Count > 0)
        {
            return Replies.Failed<NamespaceInfo>(Faults.NamespaceNotEmpty(Name));
        }

        var deleted = Get();
        await grains.GetCatalog().BeginDeleteAsync(Name, cancellationToken);
        await this.ClearOrForgetAsync(state);
        await grains.GetCatalog().SettleAsync(Name, exists: false, cancellationToken);
        return deleted;
    }

    public async Task<Reply<NamespaceInfo>> SettleAsync(CancellationToken cancellationToken)
    {
        await grains.GetCatalog().SettleAsync(Name, State.Exists, cancellationToken);
        return Get();
    }

    public Task<Reply<StreamInfo>> GetStreamAsync(string streamName, CancellationToken cancellationToken)
    {
        if (!State.Exists)
        {
            return Task.FromResult(NotFound<StreamInfo>());
        }

        // A stream that is being created was promised to nobody, one that is being deleted is gone for everybody.
        return Task.FromResult(
            State.Streams.TryGetValue(streamName, out var row) && row.Phase == StreamPhase.Created
                ? Replies.Of(row.ToInfo(Name, streamName))
                : Replies.Failed<StreamInfo>(Faults.StreamNotFound(streamName)));
    }

    public Task<Reply<StreamListing>> ListStreamsAsync(CancellationToken cancellationToken)
    {
        if (!State.Exists)
        {
            return Task.FromResult(NotFound<StreamListing>());
        }

        StreamInfo[] streams =
        [
            .. State.Streams
                .Where(row => row.Value.Phase == StreamPhase.Created)
                .OrderBy(row => row.Key, StringComparer.Ordinal)
                .Select(row => row.Value.ToInfo(Name, row.Key)),
        ];
        return Task.FromResult(Replies.Of(new StreamListing { Streams = streams }));
    }

    private Reply<NamespaceInfo> Get() => State.Exists
        ? Replies.Of(new NamespaceInfo(State.Id, Name, State.CreatedAt))
        : NotFound<NamespaceInfo>();

    private Reply<T> NotFound<T>()
        where T : class =>
        Replies.Failed<T>(Faults.NamespaceNotFound(Name));
}
