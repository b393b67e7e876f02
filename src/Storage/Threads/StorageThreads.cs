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
    private readonly List<Sleeper> _asleep = [];
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _nice;
    private int _alive;
    private bool _closed;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">Seen in debuggers; the kernel keeps its first 15 characters.</param>
    /// <param name="count">How many.</param>
    /// <param name="nice">
    /// How much other threads have the processors before them: 0 not at all, 19 almost always.
    /// </param>
    public StorageThreads(string name, int count, int nice = 0)
    {
        _alive = count;
        _nice = nice;
        for (var i = 0; i < count; i++)
        {
            new Thread(Work) { IsBackground = true, Name = $"{name}-{i}" }.Start();
        }
    }

    /// <summary>
    /// Queues work. When all threads have ended, the caller's does it: only refusals are left to be given by then.
    /// </summary>
    public void Schedule(IStorageWork work) => Queue(work, due: null, takers: 0);

    /// <summary>
    /// Queues work at the end of a run: the thread that calls looks for work next, and others are woken for more only.
    /// </summary>
    public void ScheduleAgain(IStorageWork work) => Queue(work, due: null, takers: 1);

    /// <summary>Queues work that is not urgent, to begin after a while; at once when the threads end.</summary>
    /// <param name="work">The work.</param>
    /// <param name="delay">The same for all work of these threads.</param>
    public void ScheduleLater(IStorageWork work, TimeSpan delay) =>
        Queue(work, Environment.TickCount64 + (long)delay.TotalMilliseconds, takers: 0);

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
            _asleep.ForEach(sleeper => sleeper.Signal.Set());
        }

        await _ended.Task.ConfigureAwait(false);
    }

    // Takers are awake and look for work next. When one finds something due and takes that instead, the watchman, who
    // sleeps until it is due, takes the work.
    private void Queue(IStorageWork work, long? due, int takers)
    {
        Sleeper? sleeper = null;
        bool isQueued;
        lock (_lock)
        {
            isQueued = _alive > 0;
            if (isQueued && due is { } time)
            {
                _later.Enqueue((time, work));
                sleeper = WatchmanIfNone();
            }
            else if (isQueued)
            {
                _ready.Enqueue(work);
                sleeper = _ready.Count > takers ? TakeSleeper() : null;
            }
        }

        sleeper?.Signal.Set();
        if (!isQueued)
        {
            work.Run();
        }
    }

    private void Work()
    {
        if (_nice > 0)
        {
            LibC.LowerThreadPriority(_nice);
        }

        var self = new Sleeper();
        while (!IsOver(self, out var work))
        {
            if (work is null)
            {
                self.Signal.Wait(self.Patience);
            }
            else
            {
                work.Run();
            }
        }
    }

    // Without work the thread is among those asleep, and whoever takes it out of them wakes it.
    private bool IsOver(Sleeper self, out IStorageWork? work)
    {
        Sleeper? watchman;
        lock (_lock)
        {
            _asleep.Remove(self);
            work = TakeReady(out var untilDue);
            if (work is null && _closed)
            {
                if (--_alive == 0)
                {
                    _ended.SetResult();
                }

                return true;
            }

            if (work is null)
            {
                self.Patience = untilDue;
                _asleep.Add(self);
            }

            watchman = WatchmanIfNone();
        }

        watchman?.Signal.Set();
        return false;
    }

    private IStorageWork? TakeReady(out TimeSpan untilDue)
    {
        untilDue = Timeout.InfiniteTimeSpan;
        if (_later.TryPeek(out var first))
        {
            var left = first.Due - Environment.TickCount64;
            if (_closed || left <= 0)
            {
                return _later.Dequeue().Work;
            }

            untilDue = TimeSpan.FromMilliseconds(left);
        }

        return _ready.TryDequeue(out var work) ? work : null;
    }

    private Sleeper? TakeSleeper()
    {
        if (_asleep.Count == 0)
        {
            return null;
        }

        // The last that went to sleep has its data in the caches still.
        var sleeper = _asleep[^1];
        _asleep.RemoveAt(_asleep.Count - 1);
        return sleeper;
    }

    // A thread that can be spared looks after what is due later, unless one does.
    private Sleeper? WatchmanIfNone() =>
        _later.Count > 0 && _asleep.TrueForAll(static sleeper => sleeper.Patience < TimeSpan.Zero)
            ? TakeSleeper()
            : null;

    /// <summary>A thread that has nothing to do, and until when.</summary>
    private sealed class Sleeper
    {
        public ThreadSignal Signal { get; } = new();

        public TimeSpan Patience { get; set; }
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
