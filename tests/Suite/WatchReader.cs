namespace Orleans.TableService.Tests.Suite;

/// <summary>Reads a watch step by step and checks what every batch must keep to.</summary>
internal sealed class WatchReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly IAsyncEnumerator<ChangeBatch> _batches;

    private WatchReader(ITable table, WatchRequest request) =>
        _batches = table.WatchAsync(request, _cancellation.Token).GetAsyncEnumerator(_cancellation.Token);

    /// <summary>The revision up to which the watch has seen everything.</summary>
    public long Revision { get; private set; } = long.MinValue;

    public static async Task<WatchReader> StartAsync(ITable table, WatchRequest request)
    {
        var reader = new WatchReader(table, request);
        Assert.Empty(await reader.NextBatchAsync());
        return reader;
    }

    /// <summary>Reads on until it has as many changes as asked for; more than those is an error.</summary>
    public async Task<IReadOnlyList<TableChange>> NextAsync(int count)
    {
        var changes = new List<TableChange>();
        while (changes.Count < count)
        {
            changes.AddRange(await NextBatchAsync());
        }

        Assert.Equal(count, changes.Count);
        return changes;
    }

    /// <summary>Reads on until the watch ends, and gives what it ended with.</summary>
    public async Task<Exception> EndAsync()
    {
        try
        {
            while (true)
            {
                Assert.Empty(await NextBatchAsync());
            }
        }
        catch (Exception exception) when (exception is TableException or OperationCanceledException)
        {
            return exception;
        }
    }

    public Task CancelAsync() => _cancellation.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _cancellation.CancelAsync();
        await _batches.DisposeAsync();
        _cancellation.Dispose();
    }

    public async Task<IReadOnlyList<TableChange>> NextBatchAsync()
    {
        Assert.True(await _batches.MoveNextAsync().AsTask().WaitAsync(Patience), "A watch ends only by an exception.");
        var batch = _batches.Current;
        Assert.All(batch.Changes, change => Assert.InRange(change.Revision, Revision + 1, batch.Revision));
        var revisions = batch.Changes.Select(change => change.Revision).ToList();
        Assert.Equal(revisions.Order(), revisions);
        Assert.True(batch.Revision >= Revision, "A watch never goes back.");
        Revision = batch.Revision;
        return batch.Changes;
    }
}
