namespace Orleans.TableService.Testing;

/// <summary>The catalogue of namespaces and streams.</summary>
internal sealed class InMemoryAdmin(InMemorySettings settings) : ITableAdmin
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, InMemoryNamespace> _namespaces = new(StringComparer.Ordinal);
    private long _nextNamespaceId;
    private long _nextStreamId = TableStreamId.FirstUserValue;

    public Task<NamespaceInfo> CreateNamespaceAsync(string name, CancellationToken cancellationToken = default) =>
        Do(() =>
        {
            Throw(ResourceName.Check("namespace", name));
            Throw(_namespaces.ContainsKey(name) ? Faults.NamespaceExists(name) : null);
            var info = new NamespaceInfo(_nextNamespaceId++, name, settings.TimeProvider.GetUtcNow());
            _namespaces.Add(name, new InMemoryNamespace(info));
            return info;
        }, cancellationToken);

    public Task<NamespaceInfo> GetNamespaceAsync(string name, CancellationToken cancellationToken = default) =>
        Do(() => FindNamespace(name).Info, cancellationToken);

    public Task<IReadOnlyList<NamespaceInfo>> ListNamespacesAsync(CancellationToken cancellationToken = default) =>
        Do(IReadOnlyList<NamespaceInfo> () => [.. _namespaces.Values.Select(n => n.Info)], cancellationToken);

    public Task DeleteNamespaceAsync(string name, CancellationToken cancellationToken = default) =>
        Do(() =>
        {
            Throw(FindNamespace(name).Streams.Count > 0 ? Faults.NamespaceNotEmpty(name) : null);
            return _namespaces.Remove(name);
        }, cancellationToken);

    public Task<StreamInfo> CreateStreamAsync(
        string namespaceName,
        string name,
        StreamConfiguration configuration,
        CancellationToken cancellationToken = default) =>
        Do(() =>
        {
            Throw(ResourceName.Check("stream", name) ?? Check(configuration));
            var streams = FindNamespace(namespaceName).Streams;
            Throw(streams.ContainsKey(name) ? Faults.StreamExists(name) : null);
            var id = new TableStreamId(_nextStreamId++);
            var now = settings.TimeProvider.GetUtcNow();
            var info = new StreamInfo(id, namespaceName, name, Guid.NewGuid(), configuration, now);
            streams.Add(name, new InMemoryTable(info, settings));
            return info;
        }, cancellationToken);

    public Task<StreamInfo> GetStreamAsync(
        string namespaceName,
        string name,
        CancellationToken cancellationToken = default) =>
        Do(() => FindStream(namespaceName, name).Info, cancellationToken);

    public Task<IReadOnlyList<StreamInfo>> ListStreamsAsync(
        string namespaceName,
        CancellationToken cancellationToken = default) =>
        Do(
            IReadOnlyList<StreamInfo> () => [.. FindNamespace(namespaceName).Streams.Values.Select(s => s.Info)],
            cancellationToken);

    public Task DeleteStreamAsync(string namespaceName, string name, CancellationToken cancellationToken = default) =>
        Do(() =>
        {
            FindStream(namespaceName, name).Delete();
            return _namespaces[namespaceName].Streams.Remove(name);
        }, cancellationToken);

    public Task<IReadOnlyList<RangeInfo>> ListRangesAsync(
        string namespaceName,
        string name,
        CancellationToken cancellationToken = default) =>
        Do(() => FindStream(namespaceName, name).Ranges, cancellationToken);

    public Task<InMemoryTable> OpenAsync(string namespaceName, string name, CancellationToken cancellationToken) =>
        Do(() =>
        {
            var stream = FindStream(namespaceName, name);
            var storageType = stream.Info.Configuration.StorageType;
            Throw(storageType == StorageType.Table ? null : Faults.WrongStorageType(name, storageType));
            return stream;
        }, cancellationToken);

    private InMemoryTable FindStream(string namespaceName, string name) =>
        FindNamespace(namespaceName).Streams.GetValueOrDefault(name) ?? throw Faults.StreamNotFound(name).ToException();

    private InMemoryNamespace FindNamespace(string name) =>
        _namespaces.GetValueOrDefault(name) ?? throw Faults.NamespaceNotFound(name).ToException();

    private static Fault? Check(StreamConfiguration configuration)
    {
        if (!Enum.IsDefined(configuration.KeyType) || !Enum.IsDefined(configuration.StorageType))
        {
            return Faults.InvalidRequest("configuration", "A stream needs a known key type and storage type.");
        }

        if (ValueSeparation.Check(configuration.SeparateValuesFromBytes) is { } fault)
        {
            return fault;
        }

        return configuration.InitialRanges is >= 1 and <= StreamConfiguration.InitialRangesMax
            ? configuration.Retention?.Check()
            : Faults.InvalidRequest(
                "initial_ranges",
                $"A stream is created with 1 to {StreamConfiguration.InitialRangesMax} ranges.");
    }

    private static void Throw(Fault? fault)
    {
        if (fault is not null)
        {
            throw fault.ToException();
        }
    }

    /// <summary>Does an action under the lock; what it throws arrives in the task, as from far away.</summary>
    private Task<T> Do<T>(Func<T> action, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            lock (_lock)
            {
                return Task.FromResult(action());
            }
        }
        catch (TableException exception)
        {
            return Task.FromException<T>(exception);
        }
    }
}
