using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Journals;

/// <summary>One named thread for file work that nobody's reply waits for.</summary>
internal sealed class BackgroundWorker(string name) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly StorageThreads _thread = new(name, count: 1);
    private bool _isEnding;

    /// <summary>Runs an action, which must not throw, after those before it.</summary>
    /// <returns><see langword="false"/> if the worker is ending.</returns>
    public bool TryRun(Action action)
    {
        lock (_gate)
        {
            if (!_isEnding)
            {
                _thread.Schedule(new ActionWork(action));
            }

            return !_isEnding;
        }
    }

    /// <summary>Runs an action after those before it.</summary>
    /// <returns>Completes with the action; fails with what it threw.</returns>
    public Task RunAsync(Action action)
    {
        lock (_gate)
        {
            return _isEnding
                ? Task.FromException(new ObjectDisposedException(nameof(FileJournalStore)))
                : _thread.RunAsync(action);
        }
    }

    /// <summary>Finishes what is queued and ends the thread. Whoever asks later is told no.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isEnding = true;
        }

        return _thread.DisposeAsync();
    }

    private sealed class ActionWork(Action action) : IStorageWork
    {
        public void Run() => action();
    }
}
