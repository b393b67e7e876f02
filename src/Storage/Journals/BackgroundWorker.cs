using System.Collections.Concurrent;

namespace Orleans.TableService.Storage.Journals;

/// <summary>One named thread for file work that nobody's reply waits for.</summary>
internal sealed class BackgroundWorker : IAsyncDisposable
{
    private readonly BlockingCollection<Action> _actions = [];
    private readonly Task _ended;

    public BackgroundWorker(string name)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(ended)) { Name = name, IsBackground = true };
        _ended = ended.Task;
        thread.Start();
    }

    /// <summary>Runs an action, which must not throw, after those before it.</summary>
    /// <returns><see langword="false"/> if the worker is ending.</returns>
    public bool TryRun(Action action)
    {
        lock (_actions)
        {
            if (_actions.IsAddingCompleted)
            {
                return false;
            }

            _actions.Add(action);
            return true;
        }
    }

    /// <summary>Runs an action after those before it.</summary>
    /// <returns>Completes with the action; fails with what it threw.</returns>
    public Task RunAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isTaken = TryRun(() =>
        {
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return isTaken ? done.Task : Task.FromException(new ObjectDisposedException(nameof(FileJournalStore)));
    }

    /// <summary>
    /// Finishes what is queued and ends the thread. Whoever asks later is told no, for the queue stays.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (_actions)
        {
            _actions.CompleteAdding();
        }

        await _ended.ConfigureAwait(false);
    }

    private void Run(TaskCompletionSource ended)
    {
        foreach (var action in _actions.GetConsumingEnumerable())
        {
            action();
        }

        ended.SetResult();
    }
}
