using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges.Evaluation;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// The read path of a range: transactions that can write nothing (<see cref="ReadKind"/>), in batches on snapshots
/// beside the writer.
/// </summary>
/// <remarks>
/// A write is acknowledged only after it is settled, and the snapshot is taken when what was settled before the request
/// came is in the index: so a read sees every write acknowledged before it began. The fence is looked at after the data
/// was read.
/// </remarks>
internal sealed class RangeReader : ScheduledWork, IRequestStep, IDisposable
{
    private const int BatchSizeMaxBytes = 1 << 20;

    private readonly RangeContext _range;
    private readonly IndexSlot _slot;
    private readonly RequestQueue _queue = new();
    private readonly BatchState _state = new(patience: 1);
    private readonly TransactionEvaluator _evaluator;
    private readonly BatchSizer _sizer;
    private readonly List<RangeRequest> _batch = [];
    private readonly MultiGetResult _values = new();
    private readonly UnappliedEntries _unapplied;
    private readonly Action _applyNow;
    private int _answered;
    private long _wantedLsn;
    private volatile bool _isWaiting;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes the reader of one kind of reads.</summary>
    /// <param name="range">Whose it is.</param>
    /// <param name="slot">The range's index.</param>
    /// <param name="threads">Where it reads.</param>
    /// <param name="batchCountMax">Most transactions on one snapshot.</param>
    /// <param name="unapplied">What is to be in the index first.</param>
    /// <param name="applyNow">Sees to it that it comes there.</param>
    public RangeReader(
        RangeContext range,
        IndexSlot slot,
        StorageThreads threads,
        int batchCountMax,
        UnappliedEntries unapplied,
        Action applyNow)
        : base(threads)
    {
        (_unapplied, _applyNow) = (unapplied, applyNow);
        _sizer = new BatchSizer(batchCountMax);
        _state.IsGivenUp = () => _range!.StopFault is not null || _batch[_answered].IsGivenUp;
        _range = range;
        _slot = slot;
        _evaluator = new TransactionEvaluator(range.Descriptor, range.Engine.Limits, _state);
    }

    /// <summary>Requests that wait to be read.</summary>
    public RequestQueue Queue => _queue;

    /// <summary>Completes when the range closes or has stopped and every request is answered.</summary>
    public Task Drained => _drained.Task;

    /// <inheritdoc/>
    public void Submit(ReadOnlySpan<RangeRequest> requests)
    {
        _queue.Add(requests);
        Schedule();
    }

    /// <summary>More is in the index than before.</summary>
    public void WhenApplied()
    {
        if (_isWaiting)
        {
            Schedule();
        }
    }

    /// <summary>Frees what it holds of RocksDB, after <see cref="Drained"/>.</summary>
    public void Dispose() => _values.Dispose();

    /// <inheritdoc/>
    protected override void Step()
    {
        try
        {
            if (_drained.Task.IsCompleted)
            {
                _queue.ReleaseAll(_range.Refusal!);
            }
            else if (_range.StopFault is null && HasWork)
            {
                Work();
            }
        }
#pragma warning disable CA1031 // Whatever fails here, the index cannot be trusted: the range stops, all learn of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _range.Stop(e, "reading its index");
        }

        if (_range.StopFault is { } fault)
        {
            FailAll(fault);
        }
        else if (HasWork)
        {
            if (_slot.IsOpen && !_isWaiting)
            {
                Schedule();
            }
        }
        else if (_range.IsClosing)
        {
            _drained.TrySetResult();
        }
    }

    private bool HasWork => _batch.Count > 0 || !_queue.IsEmpty;

    private void FailAll(Fault fault)
    {
        _batch.RemoveRange(0, _answered);
        _answered = 0;
        RangeRequest.ReleaseAll(_batch, fault);
        _queue.ReleaseAll(fault);
        _drained.TrySetResult();
    }

    private void Work()
    {
        if (_slot.TryAcquire() is not { } index)
        {
            return;
        }

        try
        {
            // What waited for the index, unless all of it was given up: nobody wakes those behind it then.
            _batch.RemoveAll(request => !request.TryUse());
            if (_batch.Count == 0)
            {
                _queue.Take(_batch, _sizer.Count, BatchSizeMaxBytes);
                _wantedLsn = _unapplied.LastLsn;
            }

            if (_batch.Count > 0 && IsApplied(index))
            {
                ReadBatch(index);
            }
            else
            {
                // Whoever gives up meanwhile need not wait for the index.
                _batch.ForEach(request => request.EndUse());
            }
        }
        finally
        {
            _slot.Release();
        }
    }

    // Said before it is looked at, and seen before: what is applied between is then not missed.
    private bool IsApplied(RangeIndex index)
    {
        if (index.AppliedLsn < _wantedLsn)
        {
            _isWaiting = true;
            Interlocked.MemoryBarrier();
            if (index.AppliedLsn < _wantedLsn)
            {
                _applyNow();
                return false;
            }
        }

        _isWaiting = false;
        return true;
    }

    private void ReadBatch(RangeIndex index)
    {
        _state.Begin([]);
        foreach (var request in _batch)
        {
            request.FirstSlot = _evaluator.Gather(request.Transaction, request.Hash);
        }

        using (var snapshot = index.TakeSnapshot(_values))
        {
            _state.Load(snapshot.View);
            for (; _answered < _batch.Count && Answer(_batch[_answered], snapshot.AppliedLsn); _answered++)
            {
            }
        }

        if (_answered == _batch.Count)
        {
            _batch.Clear();
            _answered = 0;
        }

        _sizer.Note(_state.Points.LoadedSizeBytes);
        _state.End();
    }

    // Each is released at once: pages of many readers must not add up in memory.
    private bool Answer(RangeRequest request, long appliedLsn)
    {
        var outcome = _evaluator.Evaluate(request.Transaction, request.FirstSlot, request.Hash, appliedLsn + 1);
        if (_range.Journal.IsFenced)
        {
            _range.Stop(RangeFaults.Fenced(_range.Descriptor.Id));
            return false;
        }

        request.Decide(outcome);
        request.Release();
        return true;
    }
}
