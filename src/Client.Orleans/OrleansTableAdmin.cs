using Orleans.TableService.Client.Orleans.Calls;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans;

/// <summary>Management over the namespaces' and streams' grains.</summary>
internal sealed class OrleansTableAdmin(IGrainFactory grains, OrleansTableService service) : ITableAdmin
{
    // A range that is asked about is opened for the answer; so many at once.
    private const int RangesAtOnce = 16;

    /// <inheritdoc/>
    public Task<NamespaceInfo> CreateNamespaceAsync(string name, CancellationToken cancellationToken = default)
    {
        ResourceName.ThrowIfInvalid("namespace", name);
        return AdminCall.WriteAsync(grains.GetNamespace(name).CreateAsync(cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<NamespaceInfo> GetNamespaceAsync(string name, CancellationToken cancellationToken = default)
    {
        ResourceName.ThrowIfInvalid("namespace", name);
        return AdminCall.ReadAsync(grains.GetNamespace(name).GetAsync(cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NamespaceInfo>> ListNamespacesAsync(CancellationToken cancellationToken = default)
    {
        var listing = await AdminCall
            .ReadAsync(ListCatalogAsync(cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        var namespaces = new List<NamespaceInfo>(listing.Entries.Count);
        foreach (var entry in listing.Entries)
        {
            if (!entry.IsPending)
            {
                namespaces.Add(entry.Info);
            }
            else if (await SettleAsync(entry.Info.Name, cancellationToken).ConfigureAwait(false) is { } info)
            {
                namespaces.Add(info);
            }
        }

        return namespaces;
    }

    /// <inheritdoc/>
    public Task DeleteNamespaceAsync(string name, CancellationToken cancellationToken = default)
    {
        ResourceName.ThrowIfInvalid("namespace", name);
        return AdminCall.WriteAsync(grains.GetNamespace(name).DeleteAsync(cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StreamInfo> CreateStreamAsync(
        string namespaceName,
        string name,
        StreamConfiguration configuration,
        CancellationToken cancellationToken = default)
    {
        ResourceName.ThrowIfInvalid("namespace", namespaceName);
        ResourceName.ThrowIfInvalid("stream", name);
        ArgumentNullException.ThrowIfNull(configuration);
        var call = new CreateStreamCall { Name = name, Configuration = configuration };
        return AdminCall.WriteAsync(
            grains.GetNamespace(namespaceName).CreateStreamAsync(call, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StreamInfo> GetStreamAsync(
        string namespaceName,
        string name,
        CancellationToken cancellationToken = default)
    {
        ResourceName.ThrowIfInvalid("namespace", namespaceName);
        ResourceName.ThrowIfInvalid("stream", name);
        return AdminCall.ReadAsync(
            grains.GetNamespace(namespaceName).GetStreamAsync(name, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StreamInfo>> ListStreamsAsync(
        string namespaceName,
        CancellationToken cancellationToken = default)
    {
        ResourceName.ThrowIfInvalid("namespace", namespaceName);
        var listing = await AdminCall
            .ReadAsync(grains.GetNamespace(namespaceName).ListStreamsAsync(cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return listing.Streams;
    }

    /// <inheritdoc/>
    public async Task DeleteStreamAsync(
        string namespaceName,
        string name,
        CancellationToken cancellationToken = default)
    {
        ResourceName.ThrowIfInvalid("namespace", namespaceName);
        ResourceName.ThrowIfInvalid("stream", name);
        service.Forget(new TableName(namespaceName, name));
        var delete = grains.GetNamespace(namespaceName).DeleteStreamAsync(name, cancellationToken);
        await AdminCall.WriteAsync(delete, cancellationToken).ConfigureAwait(false);
        service.Forget(new TableName(namespaceName, name));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RangeInfo>> ListRangesAsync(
        string namespaceName,
        string name,
        CancellationToken cancellationToken = default)
    {
        var stream = await GetStreamAsync(namespaceName, name, cancellationToken).ConfigureAwait(false);
        var map = await AdminCall
            .ReadAsync(grains.GetStream(stream.Id).GetMapAsync(cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        var ranges = new List<RangeInfo>(map.Ranges.Count);
        foreach (var chunk in map.Ranges.Chunk(RangesAtOnce))
        {
            ranges.AddRange(await Task
                .WhenAll(chunk.Select(entry => GetRangeAsync(map, entry, cancellationToken)))
                .ConfigureAwait(false));
        }

        return ranges;
    }

    private async Task<Reply<CatalogListing>> ListCatalogAsync(CancellationToken cancellationToken) =>
        Replies.Of(await grains.GetCatalog().ListAsync(cancellationToken).ConfigureAwait(false));

    // Only the namespace itself knows whether the create or delete that was cut short came to pass.
    private async Task<NamespaceInfo?> SettleAsync(string name, CancellationToken cancellationToken)
    {
        var reply = await grains.GetNamespace(name).SettleAsync(cancellationToken).ConfigureAwait(false);
        return reply.Value;
    }

    private async Task<RangeInfo> GetRangeAsync(RangeMap map, RangeMapEntry entry, CancellationToken cancellationToken)
    {
        var id = new RangeId(map.Stream.Id, entry.Number);
        var reply = await grains.GetRange(id).GetInfoAsync(cancellationToken).ConfigureAwait(false);
        return reply.Value
            ?? new RangeInfo { Id = id, Interval = entry.Interval, State = RangeState.Stopped, Owner = "" };
    }
}
