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

    /// <summary>Runs an action after those before it.</summary>
    /// <returns>Completes with the action; fails with what it threw.</returns>
    public Task RunAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _actions.Add(() =>
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
        return done.Task;
    }

    /// <summary>Finishes what is queued and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        _actions.CompleteAdding();
        await _ended.ConfigureAwait(false);
        _actions.Dispose();
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
