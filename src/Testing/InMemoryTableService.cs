namespace Orleans.TableService.Testing;

/// <summary>Tables in memory, for the tests of those who use <see cref="ITableService"/>.</summary>
/// <remarks>
/// Does what the durable service does, as the documentation of the operations says it, but keeps everything, the whole
/// history of every table included, in memory until the service is collected or <see cref="TrimHistoryAsync"/> is
/// called. It is written as the plainest model of that documentation, and the durable service is tested against it.
/// Begins with the namespace <c>default</c>. Safe for use by many callers.
/// </remarks>
public sealed class InMemoryTableService : ITableService
{
    /// <summary>The namespace that is there from the start.</summary>
    public const string DefaultNamespace = "default";

    private readonly InMemoryAdmin _admin;

    /// <summary>An empty service.</summary>
    /// <param name="timeProvider">Clock of commit and creation times. Default the system's.</param>
    /// <param name="limits">How large requests may be. Default <see cref="TableLimits"/> as it is.</param>
    public InMemoryTableService(TimeProvider? timeProvider = null, TableLimits? limits = null)
    {
        var settings = new InMemorySettings(timeProvider ?? TimeProvider.System, limits ?? new TableLimits());
        _admin = new InMemoryAdmin(settings);
        _ = _admin.CreateNamespaceAsync(DefaultNamespace);
    }

    /// <inheritdoc/>
    public ITableAdmin Admin => _admin;

    /// <inheritdoc/>
    public async ValueTask<ITable> OpenTableAsync(
        string namespaceName,
        string tableName,
        CancellationToken cancellationToken = default) =>
        await _admin.OpenAsync(namespaceName, tableName, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Forgets a table's history below a revision, in each of its ranges, as a server does by its retention: watches
    /// from there end with <see cref="RevisionCompactedException"/>. What the table holds stays as it is.
    /// </summary>
    public async Task TrimHistoryAsync(
        string namespaceName,
        string tableName,
        long belowRevision,
        CancellationToken cancellationToken = default) =>
        (await _admin.OpenAsync(namespaceName, tableName, cancellationToken).ConfigureAwait(false)).Trim(belowRevision);
}
