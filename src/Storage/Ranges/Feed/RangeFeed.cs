using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Ranges.Feed;

/// <summary>
/// The recent groups of a range, for those who watch it. Bounded in bytes; who falls behind reads the journal.
/// </summary>
/// <remarks>
/// One thread publishes, any number read. A wake-up is one completed task, whoever waits for it. Nothing is kept while
/// nobody watches: groups that outlive their flush by seconds are what a garbage collector is worst at.
/// </remarks>
internal sealed class RangeFeed(long lastLsn, int tailSizeMaxBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<FeedGroup> _tail = new();
    private TaskCompletionSource? _signal;
    private Exception? _end;
    private long _lastLsn = lastLsn;
    private long _statedLsn = lastLsn;
    private int _tailBytes;
    private int _watches;

    /// <summary>Watches that follow the range.</summary>
    public int WatchCount => Volatile.Read(ref _watches);

    /// <summary>The last revision that watches may see.</summary>
    public long LastLsn => Volatile.Read(ref _lastLsn);

    /// <summary>
    /// Behind this revision a watch without one begins: no reply that was released, and no read, has stated a greater.
    /// </summary>
    public long StatedLsn => Volatile.Read(ref _statedLsn);

    /// <summary>A watch begins: from now on groups are kept, until it leaves.</summary>
    public void Join()
    {
        lock (_lock)
        {
            _watches++;
        }
    }

    /// <summary>A watch has ended.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_watches == 0)
            {
                _tail.Clear();
                _tailBytes = 0;
            }
        }
    }

    /// <summary>Takes note of durable groups whose revisions replies may state from now on.</summary>
    public void WillState(long lsn) => Volatile.Write(ref _statedLsn, lsn);

    /// <summary>Adds a group that is settled, before its replies are released.</summary>
    public void Publish(RecordGroup group)
    {
        TaskCompletionSource? signal;
        lock (_lock)
        {
            if (_watches > 0)
            {
                Keep(group);
            }

            _lastLsn = group.LastLsn;
            signal = _signal;
            _signal = null;
        }

        signal?.SetResult();
    }

    /// <summary>Ends all watches with an exception, made anew for each.</summary>
    public void End(Fault fault)
    {
        TaskCompletionSource? signal;
        lock (_lock)
        {
            _end ??= fault.ToException();
            signal = _signal;
            _signal = null;
        }

        signal?.SetResult();
    }

    /// <summary>What is there from a revision on.</summary>
    public FeedPosition Look(long fromLsn)
    {
        lock (_lock)
        {
            if (_end is TableException end)
            {
                throw end.Fault.ToException();
            }

            if (fromLsn > _lastLsn)
            {
                _signal ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return new FeedPosition([], _signal.Task, _lastLsn);
            }

            return _tail.TryPeek(out var first) && first.FirstLsn <= fromLsn
                ? new FeedPosition([.. _tail.SkipWhile(group => group.LastLsn < fromLsn)], null, _lastLsn)
                : new FeedPosition([], null, _lastLsn);
        }
    }

    private void Keep(RecordGroup group)
    {
        _tail.Enqueue(new FeedGroup(group));
        _tailBytes += group.Bytes.Length;
        while (_tailBytes > tailSizeMaxBytes)
        {
            _tailBytes -= _tail.Dequeue().SizeBytes;
        }
    }
}
