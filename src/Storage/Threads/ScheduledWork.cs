namespace Orleans.TableService.Storage.Threads;

/// <summary>
/// Work that is in the queue at most once and never runs twice at a time; a signal during a run leads to another.
/// </summary>
internal abstract class ScheduledWork(StorageThreads threads) : IStorageWork, IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Scheduled = 1;
    private const int Running = 2;
    private const int RunningSignalled = 3;

    private int _state;

    /// <summary>Sees to it that a step begins after this call.</summary>
    public void Schedule()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state is Scheduled or RunningSignalled)
            {
                // A full fence: what the caller queued before is seen by the step that is still to come.
                if (Interlocked.CompareExchange(ref _state, state, state) == state)
                {
                    return;
                }
            }
            else if (Interlocked.CompareExchange(ref _state, state + 1, state) == state)
            {
                if (state == Idle)
                {
                    Queue(isOnThread: false);
                }

                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Run() => Run(isOnThread: true);

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => Run(isOnThread: false);

    /// <summary>One step; must not throw, and must return soon: it signals itself when more is to be done.</summary>
    protected abstract void Step();

    /// <summary>
    /// Whether the next step waits for no file, so that a pool thread may carry it out. Only a step changes it.
    /// </summary>
    protected virtual bool IsForPool => false;

    private void Run(bool isOnThread)
    {
        Interlocked.Exchange(ref _state, Running);
        Step();
        if (Interlocked.CompareExchange(ref _state, Idle, Running) != Running)
        {
            Interlocked.Exchange(ref _state, Scheduled);
            Queue(isOnThread);
        }
    }

    private void Queue(bool isOnThread)
    {
        if (IsForPool)
        {
            // Behind what the pool has to do, which may be requests for the same step.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else if (isOnThread)
        {
            threads.ScheduleAgain(this);
        }
        else
        {
            threads.Schedule(this);
        }
    }
}
