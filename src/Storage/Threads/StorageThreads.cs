using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Threads;

/// <summary>A fixed number of threads that take work from one queue: where RocksDB and files are called.</summary>
/// <remarks>
/// Work must be short or its threads its own, because it is not preempted. Safe for use by many threads.
/// </remarks>
internal sealed class StorageThreads : IAsyncDisposable
{
    private readonly Queue<IStorageWork> _ready = new();
    private readonly Queue<(long Due, IStorageWork Work)> _later = new();
    private readonly object _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _isBackground;
    private int _alive;
    private bool _closed;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">Seen in debuggers; the kernel keeps its first 15 characters.</param>
    /// <param name="count">How many.</param>
    /// <param name="isBackground">Whether other threads have the processors first: nobody waits for this work.</param>
    public StorageThreads(string name, int count, bool isBackground = false)
    {
        _alive = count;
        _isBackground = isBackground;
        for (var i = 0; i < count; i++)
        {
            new Thread(Work) { IsBackground = true, Name = $"{name}-{i}" }.Start();
        }
    }

    /// <summary>
    /// Queues work. When all threads have ended, the caller's does it: only refusals are left to be given by then.
    /// </summary>
    public void Schedule(IStorageWork work)
    {
        lock (_lock)
        {
            if (_alive > 0)
            {
                _ready.Enqueue(work);
                Monitor.Pulse(_lock);
                return;
            }
        }

        work.Run();
    }

    /// <summary>Queues work that is not urgent, to begin after a while; at once when the threads end.</summary>
    /// <param name="work">The work.</param>
    /// <param name="delay">The same for all work of these threads.</param>
    public void ScheduleLater(IStorageWork work, TimeSpan delay)
    {
        lock (_lock)
        {
            if (_alive > 0)
            {
                _later.Enqueue((Environment.TickCount64 + (long)delay.TotalMilliseconds, work));
                if (_later.Count == 1)
                {
                    Monitor.Pulse(_lock);
                }

                return;
            }
        }

        work.Run();
    }

    /// <summary>Runs a function on one of the threads.</summary>
    public Task<T> RunAsync<T>(Func<T> function)
    {
        var work = new FunctionWork<T>(function);
        Schedule(work);
        return work.Task;
    }

    /// <summary>Runs an action on one of the threads.</summary>
    public Task RunAsync(Action action) => RunAsync(() =>
    {
        action();
        return true;
    });

    /// <summary>Lets the threads finish what is queued and end.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }

        await _ended.Task.ConfigureAwait(false);
    }

    private void Work()
    {
        if (_isBackground)
        {
            LibC.LowerThreadPriority();
        }

        while (TryTake(out var work))
        {
            work.Run();
        }
    }

    private bool TryTake(out IStorageWork work)
    {
        lock (_lock)
        {
            while (true)
            {
                var wait = Timeout.Infinite;
                if (_later.TryPeek(out var first))
                {
                    wait = _closed ? 0 : (int)Math.Max(0, first.Due - Environment.TickCount64);
                }

                if (wait == 0)
                {
                    work = _later.Dequeue().Work;
                    return true;
                }

                if (_ready.TryDequeue(out work!))
                {
                    return true;
                }

                if (_closed)
                {
                    if (--_alive == 0)
                    {
                        _ended.SetResult();
                    }

                    return false;
                }

                Monitor.Wait(_lock, wait);
            }
        }
    }

    private sealed class FunctionWork<T>(Func<T> function) : IStorageWork
    {
        private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _source.Task;

        public void Run()
        {
            try
            {
                _source.SetResult(function());
            }
#pragma warning disable CA1031 // Whatever the function throws belongs to its caller.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _source.SetException(e);
            }
        }
    }
}
