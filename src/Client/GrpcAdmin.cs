namespace Orleans.TableService.Client;

/// <summary>Management over gRPC.</summary>
internal sealed class GrpcAdmin(Wire.Admin.AdminClient client, Calls calls) : ITableAdmin
{
    public async Task<NamespaceInfo> CreateNamespaceAsync(string name, CancellationToken cancellationToken = default)
    {
        ResourceName.ThrowIfInvalid("namespace", name);
        var reply = await calls.WriteAsync(
            (call, request) => client.CreateNamespaceAsync(request, call),
            new Wire.CreateNamespaceRequest { Namespace = name },
            cancellationToken).ConfigureAwait(false);
        return AdminReader.Read(reply.Namespace);
    }

    public async Task<NamespaceInfo> GetNamespaceAsync(string name, CancellationToken cancellationToken = default)
    {
        ResourceName.ThrowIfInvalid("namespace", name);
        var reply = await calls.ReadAsync(
            (call, request) => client.GetNamespaceAsync(request, call),
            new Wire.GetNamespaceRequest { Namespace = name },
            cancellationToken).ConfigureAwait(false);
        return AdminReader.Read(reply.Namespace);
    }

    public async Task<IReadOnlyList<NamespaceInfo>> ListNamespacesAsync(CancellationToken cancellationToken = default)
    {
        var reply = await calls.ReadAsync(
            (call, request) => client.ListNamespacesAsync(request, call),
            new Wire.ListNamespacesRequest(),
            cancellationToken).ConfigureAwait(false);
        return [.. reply.Namespaces.Select(AdminReader.Read)];
    }

    public async Task DeleteNamespaceAsync(string name, CancellationToken cancellationToken = default)
    {
        ResourceName.ThrowIfInvalid("namespace", name);
        await calls.WriteAsync(
            (call, request) => client.DeleteNamespaceAsync(request, call),
            new Wire.DeleteNamespaceRequest { Namespace = name },
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<StreamInfo> CreateStreamAsync(
        string namespaceName,
        string name,
        StreamConfiguration configuration,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ThrowIfInvalid(namespaceName, name);
        ThrowIfInvalid(configuration);
        var request = new Wire.CreateStreamRequest
        {
            Namespace = namespaceName,
            Stream = name,
            Configuration = AdminReader.Write(configuration),
        };
        var reply = await calls.WriteAsync(
            (call, create) => client.CreateStreamAsync(create, call), request, cancellationToken).ConfigureAwait(false);
        return AdminReader.Read(reply.Stream);
    }

    public async Task<StreamInfo> GetStreamAsync(
        string namespaceName,
        string name,
        CancellationToken cancellationToken = default)
    {
        ThrowIfInvalid(namespaceName, name);
        var reply = await calls.ReadAsync(
            (call, request) => client.GetStreamAsync(request, call),
            new Wire.GetStreamRequest { Namespace = namespaceName, Stream = name },
            cancellationToken).ConfigureAwait(false);
        return AdminReader.Read(reply.Stream);
    }

    public async Task<IReadOnlyList<StreamInfo>> ListStreamsAsync(
        string namespaceName,
        CancellationToken cancellationToken = default)
    {
        ResourceName.ThrowIfInvalid("namespace", namespaceName);
        var reply = await calls.ReadAsync(
            (call, request) => client.ListStreamsAsync(request, call),
            new Wire.ListStreamsRequest { Namespace = namespaceName },
            cancellationToken).ConfigureAwait(false);
        return [.. reply.Streams.Select(AdminReader.Read)];
    }

    public async Task DeleteStreamAsync(
        string namespaceName,
        string name,
        CancellationToken cancellationToken = default)
    {
        ThrowIfInvalid(namespaceName, name);
        await calls.WriteAsync(
            (call, request) => client.DeleteStreamAsync(request, call),
            new Wire.DeleteStreamRequest { Namespace = namespaceName, Stream = name },
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<RangeInfo>> ListRangesAsync(
        string namespaceName,
        string name,
        CancellationToken cancellationToken = default)
    {
        ThrowIfInvalid(namespaceName, name);
        var reply = await calls.ReadAsync(
            (call, request) => client.ListRangesAsync(request, call),
            new Wire.ListRangesRequest { Namespace = namespaceName, Stream = name },
            cancellationToken).ConfigureAwait(false);
        return [.. reply.Ranges.Select(AdminReader.Read)];
    }

    // An empty namespace would be the default one on the wire, and is none here.
    private static void ThrowIfInvalid(string namespaceName, string name)
    {
        ResourceName.ThrowIfInvalid("namespace", namespaceName);
        ResourceName.ThrowIfInvalid("stream", name);
    }

    // Zeros would be defaults on the wire, and are none here.
    private static void ThrowIfInvalid(StreamConfiguration configuration)
    {
        var field = !Enum.IsDefined(configuration.KeyType) ? "key_type"
            : !Enum.IsDefined(configuration.StorageType) ? "storage_type"
            : configuration.InitialRanges < 1 ? "initial_ranges"
            : null;
        if (field is not null)
        {
            throw Faults.InvalidRequest(field, $"The configuration's {field} is out of its bounds.").ToException();
        }
    }
}
