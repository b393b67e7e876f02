using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>The journal store that is in use; opened when it is wanted, and anew after it failed.</summary>
internal sealed class JournalStoreSlot(
    Func<CancellationToken, Task<IJournalStore>> open,
    Action<Exception> whenFailed) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IJournalStore? _store;
    private Task _watch = Task.CompletedTask;

    /// <summary>The store.</summary>
    public async Task<IJournalStore> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Who waited here while the slot was closed must not open the store again.
            ObjectDisposedException.ThrowIf(_ended.Task.IsCompleted, this);
            if (_store is { Failure.IsCompleted: false })
            {
                return _store;
            }

            // The failed store holds the lock of the data directory until it is disposed.
            await CloseAsync().ConfigureAwait(false);
            _store = await open(cancellationToken).ConfigureAwait(false);
            _watch = WatchAsync(_store);
            return _store;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _ended.TrySetResult();
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            // Not disposed: those who still wait are to be told, one after the other.
            _gate.Release();
        }
    }

    private async Task CloseAsync()
    {
        if (_store is { } store)
        {
            _store = null;
            await _watch.ConfigureAwait(false);
            await store.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task WatchAsync(IJournalStore store)
    {
        await Task.WhenAny(store.Failure, _ended.Task).ConfigureAwait(false);
        if (store.Failure.IsCompleted && !_ended.Task.IsCompleted)
        {
            whenFailed(await store.Failure.ConfigureAwait(false));
        }
    }
}
