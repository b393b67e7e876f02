namespace Orleans.TableService.Storage.Threads;

/// <summary>
/// Work that is in the queue at most once and never runs twice at a time; a signal during a run leads to another.
/// </summary>
internal abstract class ScheduledWork(StorageThreads threads) : IStorageWork
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
                    threads.Schedule(this);
                }

                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Run()
    {
        Interlocked.Exchange(ref _state, Running);
        Step();
        if (Interlocked.CompareExchange(ref _state, Idle, Running) != Running)
        {
            Interlocked.Exchange(ref _state, Scheduled);
            threads.ScheduleAgain(this);
        }
    }

    /// <summary>One step; must not throw, and must return soon: it signals itself when more is to be done.</summary>
    protected abstract void Step();
}
