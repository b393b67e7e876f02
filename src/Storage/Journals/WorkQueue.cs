using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Journals;

/// <summary>What waits for the flusher, in two lanes. Many threads add, one takes.</summary>
/// <remarks>
/// What frees room in the log is urgent: the flusher takes it alone while everything else waits for that room.
/// </remarks>
internal sealed class WorkQueue
{
    private static readonly List<QueuedWork> Nothing = [];

    private readonly Lock _gate = new();
    private readonly ThreadSignal _taker = new();
    private QueuedWork[] _waiting = new QueuedWork[64];
    private QueuedWork[] _taken = new QueuedWork[64];
    private List<QueuedWork> _urgent = [];
    private int _count;
    private bool _isAwakened;
    private bool _isClosed;

    /// <summary>Adds work.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public void Add(in QueuedWork work, bool isUrgent = false)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(FileJournalStore));
            if (isUrgent)
            {
                _urgent.Add(work);
            }
            else
            {
                Push(work);
            }
        }

        _taker.Set();
    }

    /// <summary>Makes <see cref="Take"/> return though there is no work.</summary>
    public void Awaken()
    {
        lock (_gate)
        {
            _isAwakened = true;
        }

        _taker.Set();
    }

    /// <summary>Refuses further work; what is there can still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        _taker.Set();
    }

    /// <summary>Waits for work and takes all of it; empty after <see cref="Awaken"/>.</summary>
    /// <param name="work">Valid until the next call.</param>
    /// <param name="urgent">To be done first, and not together: the other may have to wait for it.</param>
    /// <returns><see langword="false"/> if the queue is closed and empty.</returns>
    public bool Take(out Span<QueuedWork> work, out List<QueuedWork> urgent)
    {
        // What was done with holds on to groups and completions no longer.
        Array.Clear(_taken);
        while (true)
        {
            lock (_gate)
            {
                if (_count + _urgent.Count > 0 || _isAwakened || _isClosed)
                {
                    var isEnd = _count + _urgent.Count == 0 && _isClosed;
                    urgent = TakeUrgent();
                    (_waiting, _taken) = (_taken, _waiting);
                    work = _taken.AsSpan(0, _count);
                    _count = 0;
                    _isAwakened = false;
                    return !isEnd;
                }
            }

            _taker.Wait(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Waits for urgent work, or until awakened.</summary>
    public List<QueuedWork> TakeUrgent(TimeSpan patience)
    {
        if (!HasUrgent())
        {
            _taker.Wait(patience);
        }

        lock (_gate)
        {
            _isAwakened = false;
            return TakeUrgent();
        }
    }

    private bool HasUrgent()
    {
        lock (_gate)
        {
            return _urgent.Count > 0 || _isAwakened || _isClosed;
        }
    }

    private List<QueuedWork> TakeUrgent()
    {
        if (_urgent.Count == 0)
        {
            return Nothing;
        }

        var taken = _urgent;
        _urgent = [];
        return taken;
    }

    private void Push(in QueuedWork work)
    {
        if (_count == _waiting.Length)
        {
            Array.Resize(ref _waiting, 2 * _count);
        }

        _waiting[_count++] = work;
    }
}
