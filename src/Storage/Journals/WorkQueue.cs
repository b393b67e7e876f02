using System.Diagnostics;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Journals;

/// <summary>What waits for the flusher, in two lanes. Many threads add, one takes.</summary>
/// <remarks>
/// What frees room in the log is urgent: the flusher takes it alone while everything else waits for that room.
/// <para>
/// A flush costs the processors as much as some ten groups. While much comes at once and the processors are busy, so
/// that nobody is kept waiting who could go on, the taker gathers for a moment.
/// </para>
/// </remarks>
/// <param name="gathers">How long it gathers at most.</param>
/// <param name="isBusy">Whether the processors have enough to do meanwhile.</param>
internal sealed class WorkQueue(TimeSpan gathers, Func<bool> isBusy)
{
    private const int Much = 8;
    private const int Enough = 64;

    private static readonly List<QueuedWork> Nothing = [];

    private readonly Lock _gate = new();
    private readonly ThreadSignal _taker = new();
    private QueuedWork[] _waiting = new QueuedWork[64];
    private QueuedWork[] _taken = new QueuedWork[64];
    private List<QueuedWork> _urgent = [];
    private int _count;
    private int _enough = 1;
    private bool _isAwakened;
    private bool _isClosed;

    // Under the lock.
    private bool IsCalled => _urgent.Count > 0 || _isAwakened || _isClosed;

    /// <summary>Adds work.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public void Add(in QueuedWork work, bool isUrgent = false)
    {
        bool isEnough;
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

            isEnough = isUrgent || _count == _enough;
        }

        if (isEnough)
        {
            _taker.Set();
        }
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
        if (_enough > 1 && isBusy())
        {
            Gather();
        }

        while (true)
        {
            lock (_gate)
            {
                if (_count > 0 || IsCalled)
                {
                    var isEnd = _count + _urgent.Count == 0 && _isClosed;
                    urgent = TakeUrgent();
                    (_waiting, _taken) = (_taken, _waiting);
                    work = _taken.AsSpan(0, _count);
                    _enough = _count >= Much ? Enough : 1;
                    _count = 0;
                    _isAwakened = false;
                    return !isEnd;
                }

                _enough = 1;
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

    private void Gather()
    {
        var start = Stopwatch.GetTimestamp();
        while (!HasEnough() && gathers - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left)
        {
            _taker.Wait(left);
        }
    }

    private bool HasEnough()
    {
        lock (_gate)
        {
            return _count >= _enough || IsCalled;
        }
    }

    private bool HasUrgent()
    {
        lock (_gate)
        {
            return IsCalled;
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
