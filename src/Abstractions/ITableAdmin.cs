namespace Orleans.TableService;

/// <summary>Management of namespaces and streams. Safe for use by many callers at once.</summary>
public interface ITableAdmin
{
    /// <summary>Creates a namespace.</summary>
    /// <exception cref="InvalidNameException">The name breaks the rules of <see cref="ResourceName"/>.</exception>
    /// <exception cref="NamespaceExistsException">There is one of this name.</exception>
    Task<NamespaceInfo> CreateNamespaceAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Looks a namespace up.</summary>
    /// <exception cref="NamespaceNotFoundException">There is no such namespace.</exception>
    Task<NamespaceInfo> GetNamespaceAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>All namespaces, in ordinal order of their names.</summary>
    Task<IReadOnlyList<NamespaceInfo>> ListNamespacesAsync(CancellationToken cancellationToken = default);

    /// <summary>Deletes a namespace that has no streams.</summary>
    /// <exception cref="NamespaceNotFoundException">There is no such namespace.</exception>
    /// <exception cref="NamespaceNotEmptyException">It still has streams.</exception>
    Task DeleteNamespaceAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Creates a stream or table; when it returns, the stream is durable and serves.</summary>
    /// <exception cref="InvalidNameException">The name breaks the rules of <see cref="ResourceName"/>.</exception>
    /// <exception cref="InvalidRequestException">The configuration is out of its bounds.</exception>
    /// <exception cref="NamespaceNotFoundException">There is no such namespace.</exception>
    /// <exception cref="StreamExistsException">There is one of this name.</exception>
    Task<StreamInfo> CreateStreamAsync(
        string namespaceName,
        string name,
        StreamConfiguration configuration,
        CancellationToken cancellationToken = default);

    /// <summary>Looks a stream up.</summary>
    /// <exception cref="NamespaceNotFoundException">There is no such namespace.</exception>
    /// <exception cref="StreamNotFoundException">There is no such stream.</exception>
    Task<StreamInfo> GetStreamAsync(string namespaceName, string name, CancellationToken cancellationToken = default);

    /// <summary>All streams of a namespace, in ordinal order of their names.</summary>
    /// <exception cref="NamespaceNotFoundException">There is no such namespace.</exception>
    Task<IReadOnlyList<StreamInfo>> ListStreamsAsync(
        string namespaceName,
        CancellationToken cancellationToken = default);

    /// <summary>Deletes a stream with all its data; its disk space is free when this returns.</summary>
    /// <exception cref="NamespaceNotFoundException">There is no such namespace.</exception>
    /// <exception cref="StreamNotFoundException">There is no such stream.</exception>
    Task DeleteStreamAsync(string namespaceName, string name, CancellationToken cancellationToken = default);

    /// <summary>The ranges of a stream, in order of their intervals.</summary>
    /// <exception cref="NamespaceNotFoundException">There is no such namespace.</exception>
    /// <exception cref="StreamNotFoundException">There is no such stream.</exception>
    Task<IReadOnlyList<RangeInfo>> ListRangesAsync(
        string namespaceName,
        string name,
        CancellationToken cancellationToken = default);
}
