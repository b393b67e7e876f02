using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans.Routing;

/// <summary>Holds the present route of a table. Callers that find it stale at the same time share one fetch.</summary>
internal sealed class RouteCell(TableName name, TableRoute route, RouteSource source)
{
    private readonly Lock _gate = new();
    private volatile TableRoute _current = route;
    private Task<Reply<TableRoute>>? _fetch;

    /// <summary>The table's name.</summary>
    public TableName Name => name;

    /// <summary>The route as last fetched.</summary>
    public TableRoute Current => _current;

    /// <summary>A newer route than <paramref name="stale"/>, or why there is none.</summary>
    public Task<Reply<TableRoute>> RefreshAsync(TableRoute stale, CancellationToken cancellationToken)
    {
        Task<Reply<TableRoute>> fetch;
        lock (_gate)
        {
            if (_current != stale)
            {
                return Task.FromResult(Replies.Of(_current));
            }

            // Nobody's token: those who share the fetch must not lose it when the first of them gives up.
            fetch = _fetch is { IsCompleted: false } ? _fetch : _fetch = FetchAsync();
        }

        return fetch.WaitAsync(cancellationToken);
    }

    private async Task<Reply<TableRoute>> FetchAsync()
    {
        var reply = await source.OpenAsync(name, CancellationToken.None).ConfigureAwait(false);
        if (reply.IsValue)
        {
            _current = reply.Value;
        }

        return reply;
    }
}
