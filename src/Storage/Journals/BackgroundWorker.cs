using System.Diagnostics.CodeAnalysis;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Journals;

/// <summary>One named thread for file work that nobody's reply waits for.</summary>
internal sealed class BackgroundWorker : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _actions = new();
    private readonly ThreadSignal _signal = new();
    private readonly Task _ended;
    private bool _isEnding;

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
        lock (_gate)
        {
            if (_isEnding)
            {
                return false;
            }

            _actions.Enqueue(action);
        }

        _signal.Set();
        return true;
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
        lock (_gate)
        {
            _isEnding = true;
        }

        _signal.Set();
        await _ended.ConfigureAwait(false);
    }

    private void Run(TaskCompletionSource ended)
    {
        while (TryTake(out var action))
        {
            action();
        }

        ended.SetResult();
    }

    private bool TryTake([NotNullWhen(true)] out Action? action)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_actions.TryDequeue(out action))
                {
                    return true;
                }

                if (_isEnding)
                {
                    return false;
                }
            }

            _signal.Wait(Timeout.InfiniteTimeSpan);
        }
    }
}
