using System.Collections.Concurrent;

namespace Orleans.TableService.Client;

/// <summary>
/// Ends the waits of operations on the pool, many in one pool item. A continuation that blocks holds up no other: while
/// one runs, the next item is already on its way to another thread.
/// </summary>
internal sealed class Completions : IThreadPoolWorkItem
{
    private const int CountPerItem = 256;

    private readonly ConcurrentQueue<PendingOperation> _ended = new();
    private int _isScheduled;

    /// <summary>Ends the wait of an operation that has its outcome; called from any thread.</summary>
    public void Add(PendingOperation operation)
    {
        _ended.Enqueue(operation);
        Schedule();
    }

    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Exchange(ref _isScheduled, 0);
        for (var i = 0; i < CountPerItem && _ended.TryDequeue(out var operation); i++)
        {
            if (!_ended.IsEmpty)
            {
                Schedule();
            }

            operation.Finish();
        }

        if (!_ended.IsEmpty)
        {
            Schedule();
        }
    }

    private void Schedule()
    {
        if (Volatile.Read(ref _isScheduled) == 0 && Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
