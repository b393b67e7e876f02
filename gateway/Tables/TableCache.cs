using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Orleans.TableService.Gateway;

/// <summary>Opened tables by name. Callers that need one that is not open share one opening.</summary>
internal sealed class TableCache(ITableService service, IOptions<TableGatewayOptions> options)
{
    private readonly ConcurrentDictionary<TableName, Task<ITable>> _tables = new();
    private readonly int _countMax = options.Value.TablesCachedMax;

    /// <summary>The table if it is open.</summary>
    public ITable? Find(TableName name) =>
        _tables.TryGetValue(name, out var opening) && opening.IsCompletedSuccessfully ? opening.Result : null;

    /// <summary>The table, opened if need be.</summary>
    /// <exception cref="TableException">It cannot be opened.</exception>
    public async ValueTask<ITable> OpenAsync(TableName name, CancellationToken cancellationToken)
    {
        if (_tables.TryGetValue(name, out var opening))
        {
            return await opening.WaitAsync(cancellationToken);
        }

        if (_tables.Count >= _countMax)
        {
            _tables.Clear();
        }

        // The opening is shared, so it is nobody's to cancel; who waits for it may stop waiting.
        var mine = new TaskCompletionSource<ITable>(TaskCreationOptions.RunContinuationsAsynchronously);
        opening = _tables.GetOrAdd(name, mine.Task);
        if (opening == mine.Task)
        {
            await OpenAsync(name, mine);
        }

        return await opening.WaitAsync(cancellationToken);
    }

    /// <summary>Forgets a table that turned out to be gone, unless it was opened anew meanwhile.</summary>
    public void Forget(TableName name, ITable gone)
    {
        if (_tables.TryGetValue(name, out var opening) && opening.IsCompletedSuccessfully && opening.Result == gone)
        {
            _tables.TryRemove(new KeyValuePair<TableName, Task<ITable>>(name, opening));
        }
    }

    private async Task OpenAsync(TableName name, TaskCompletionSource<ITable> opening)
    {
        try
        {
            ResourceName.ThrowIfInvalid("namespace", name.Namespace);
            ResourceName.ThrowIfInvalid("table", name.Table);
            opening.SetResult(await service.OpenTableAsync(name.Namespace, name.Table, CancellationToken.None));
        }
        catch (Exception exception)
        {
            _tables.TryRemove(new KeyValuePair<TableName, Task<ITable>>(name, opening.Task));
            opening.SetException(exception);
        }
    }
}
