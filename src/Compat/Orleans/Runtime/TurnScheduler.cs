using System.Collections.Concurrent;

namespace Orleans.TableService.Compat;

/// <summary>
/// Runs the turns of one activation one at a time. It is the current task scheduler inside them, so that what follows
/// an await comes back as another turn.
/// </summary>
internal sealed class TurnScheduler(Activation owner) : TaskScheduler, IThreadPoolWorkItem
{
    private const int TurnsPerDispatch = 128;
    private const int NestingMax = 8;

    private static readonly ExecutionContext EmptyContext = CaptureEmptyContext();
    private static readonly Action<object?> RunPendingTurns = static state => ((TurnScheduler)state!).RunPending();
    private static readonly ContextCallback RunInEmptyContext =
        static state => ((TurnScheduler)state!).RunAsTask();

    [ThreadStatic]
    private static int _nesting;

    private readonly ConcurrentQueue<object> _queue = new();
    private ITurn? _pending;
    private int _budget;
    private int _busy;

    /// <summary>Runs the turn later, on a pool thread.</summary>
    public void Post(ITurn turn)
    {
        _queue.Enqueue(turn);
        Dispatch();
    }

    /// <summary>
    /// Runs the turn on the calling thread if no other turn runs or waits; saves the hop to a pool thread.
    /// </summary>
    /// <remarks>
    /// The caller's own turn, if it is in one, stays open meanwhile, which no other turn of it can notice. The nesting
    /// is bounded; the caller's async locals are not seen by the grain, as they would not be on another thread.
    /// </remarks>
    public bool TryRunHere(ITurn turn)
    {
        if (_nesting >= NestingMax || SynchronizationContext.Current is not null
            || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            return false;
        }

        if (!_queue.IsEmpty)
        {
            _queue.Enqueue(turn);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            return true;
        }

        _nesting++;
        var caller = ActivationScope.Current;
        ActivationScope.Current = owner;
        try
        {
            _pending = turn;
            _budget = 1;
            if (ExecutionContext.Capture() == EmptyContext)
            {
                RunAsTask();
            }
            else
            {
                ExecutionContext.Run(EmptyContext, RunInEmptyContext, this);
            }
        }
        finally
        {
            ActivationScope.Current = caller;
            _nesting--;
            Release();
        }

        return true;
    }

    void IThreadPoolWorkItem.Execute()
    {
        ActivationScope.Current = owner;
        try
        {
            _budget = TurnsPerDispatch;
            while (_budget > 0 && _queue.TryDequeue(out var item))
            {
                if (item is Task task)
                {
                    _budget--;
                    TryExecuteTask(task);
                }
                else
                {
                    _pending = (ITurn)item;
                    RunAsTask();
                }
            }
        }
        finally
        {
            ActivationScope.Current = null;
            Release();
        }
    }

    protected override void QueueTask(Task task)
    {
        _queue.Enqueue(task);
        Dispatch();
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
        => !taskWasPreviouslyQueued && ActivationScope.Current == owner && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => _queue.OfType<Task>();

    private static ExecutionContext CaptureEmptyContext()
    {
        ExecutionContext? captured = null;
        var thread = new Thread(() => captured = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return captured!;
    }

    // Only a task makes its scheduler the current one; one serves all that waits.
    private void RunAsTask() => new Task(RunPendingTurns, this, TaskCreationOptions.None).RunSynchronously(this);

    // Never peeks into the queue: a ConcurrentQueue that was looked into keeps what is taken from it, and its segments,
    // each of which refers to the next, are then promoted one after the other with all that they hold.
    private void RunPending()
    {
        object? next = _pending;
        _pending = null;
        do
        {
            _budget--;
            if (next is Task task)
            {
                TryExecuteTask(task);
            }
            else
            {
                ((ITurn)next!).Run();
            }
        }
        while (_budget > 0 && _queue.TryDequeue(out next));
    }

    private void Dispatch()
    {
        if (Interlocked.CompareExchange(ref _busy, 1, 0) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }
    }

    private void Release()
    {
        Interlocked.Exchange(ref _busy, 0);
        if (!_queue.IsEmpty)
        {
            Dispatch();
        }
    }
}
