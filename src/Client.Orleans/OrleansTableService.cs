using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Orleans.TableService.Client.Orleans.Calls;
using Orleans.TableService.Client.Orleans.Routing;

namespace Orleans.TableService.Client.Orleans;

/// <summary>
/// The service over the grain factory of a silo or a cluster client: it routes by itself, without a hop between.
/// </summary>
/// <remarks>
/// Safe for use by many callers at once. Keeps one handle, with its routes, for every table that was opened.
/// </remarks>
public sealed class OrleansTableService : ITableService
{
    private readonly ConcurrentDictionary<TableName, OrleansTable> _tables = new();
    private readonly RouteSource _routes;
    private readonly CallContext _context;

    /// <summary>A service over <paramref name="grains"/>.</summary>
    public OrleansTableService(
        IGrainFactory grains,
        IOptions<TableClientOptions> options,
        IOptions<TableLimits> limits,
        TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(time);
        _routes = new RouteSource(grains);
        _context = new CallContext(limits.Value, options.Value, time);
        Admin = new OrleansTableAdmin(grains, this);
        Backup = new OrleansTableBackup(grains);
    }

    /// <inheritdoc/>
    public ITableAdmin Admin { get; }

    /// <inheritdoc/>
    public ITableBackup Backup { get; }

    /// <inheritdoc/>
    public ValueTask<ITable> OpenTableAsync(
        string namespaceName,
        string tableName,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(namespaceName);
        ArgumentNullException.ThrowIfNull(tableName);
        var name = new TableName(namespaceName, tableName);
        return _tables.TryGetValue(name, out var table)
            ? ValueTask.FromResult<ITable>(table)
            : OpenAsync(name, cancellationToken);
    }

    /// <summary>Lets go of a table that was deleted, so that the next to open it asks anew.</summary>
    internal void Forget(TableName name) => _tables.TryRemove(name, out _);

    /// <summary>Lets go of a table if <paramref name="fault"/> says that it or its namespace is gone.</summary>
    internal void ForgetIfGone(RouteCell cell, Fault fault)
    {
        if (fault.Code is FaultCode.StreamNotFound or FaultCode.NamespaceNotFound)
        {
            Forget(cell.Name);
        }
    }

    private async ValueTask<ITable> OpenAsync(TableName name, CancellationToken cancellationToken)
    {
        var route = await _routes.OpenAsync(name, cancellationToken).ConfigureAwait(false);
        if (!route.IsValue)
        {
            throw route.Fault.ToException();
        }

        var stream = route.Value.Map.Stream;
        return stream.Configuration.StorageType == StorageType.Table
            ? _tables.GetOrAdd(name, new OrleansTable(this, new RouteCell(name, route.Value, _routes), _context))
            : throw Faults.WrongStorageType(name.Table, stream.Configuration.StorageType).ToException();
    }
}
