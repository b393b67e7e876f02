using Orleans.Runtime;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Grains.Namespaces;

/// <summary>
/// Keeps the counters of ids and the list of namespaces. An id is used only after the counter behind it is durable.
/// </summary>
[GrainType("tableservice.catalog")]
internal sealed class CatalogGrain(
    [PersistentState(StateNames.Catalog, StateNames.Provider)] IPersistentState<CatalogState> state,
    TimeProvider time) : Grain, ICatalogGrain
{
    public async Task<CatalogEntry> BeginCreateAsync(string namespaceName, CancellationToken cancellationToken)
    {
        // A row of a create that was cut short is replaced: its id may have been seen by someone.
        var row = new CatalogRow { Id = state.State.NextNamespaceId++, CreatedAt = time.GetUtcNow(), IsPending = true };
        state.State.Namespaces[namespaceName] = row;
        await this.WriteOrForgetAsync(state);
        return EntryOf(namespaceName, row);
    }

    public async Task BeginDeleteAsync(string namespaceName, CancellationToken cancellationToken)
    {
        if (state.State.Namespaces.TryGetValue(namespaceName, out var row))
        {
            row.IsPending = true;
            await this.WriteOrForgetAsync(state);
        }
    }

    public async Task SettleAsync(string namespaceName, bool exists, CancellationToken cancellationToken)
    {
        if (!state.State.Namespaces.TryGetValue(namespaceName, out var row) || (exists && !row.IsPending))
        {
            return;
        }

        row.IsPending = false;
        if (!exists)
        {
            state.State.Namespaces.Remove(namespaceName);
        }

        await this.WriteOrForgetAsync(state);
    }

    public Task<CatalogListing> ListAsync(CancellationToken cancellationToken)
    {
        CatalogEntry[] entries =
        [
            .. state.State.Namespaces
                .OrderBy(row => row.Key, StringComparer.Ordinal)
                .Select(row => EntryOf(row.Key, row.Value)),
        ];
        return Task.FromResult(new CatalogListing { Entries = entries });
    }

    public async Task<long> AllotStreamIdAsync(CancellationToken cancellationToken)
    {
        var id = state.State.NextStreamId++;
        await this.WriteOrForgetAsync(state);
        return id;
    }

    private static CatalogEntry EntryOf(string name, CatalogRow row) =>
        new() { Info = new NamespaceInfo(row.Id, name, row.CreatedAt), IsPending = row.IsPending };
}
