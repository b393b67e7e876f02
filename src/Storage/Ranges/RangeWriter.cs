using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges.Evaluation;
using Orleans.TableService.Storage.Ranges.Feed;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// The write path of a range: evaluate, append, settle, release; one step at a time. The index follows what is settled:
/// see <see cref="IndexFollower"/>.
/// </summary>
/// <remarks>
/// At most two groups are in flight: while one is flushed, the next is evaluated over it. Replies leave in order, each
/// after every group that it could see is durable and visible. The first group that fails takes all behind it along.
/// Steps that wait for no file run on pool threads, others on storage threads: see decision 0016.
/// </remarks>
internal sealed class RangeWriter : ScheduledWork, IRequestStep
{
    private readonly RangeContext _range;
    private readonly IndexSlot _slot;
    private readonly UnappliedEntries _unapplied;
    private readonly GroupSettler _settler;
    private readonly IndexFollower _follower;
    private readonly GroupEvaluator _evaluator;
    private readonly RequestQueue _queue = new();
    private readonly GroupsInFlight _inFlight;
    private readonly WriteBrake _brake;
    private readonly BatchInHand _batch;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RangeIndex? _index;
    private volatile bool _forgets;
    private volatile bool _isFull;

    /// <summary>Makes the writer.</summary>
    /// <param name="range">Whose it is.</param>
    /// <param name="slot">The range's index.</param>
    /// <param name="feed">Is told of what was settled.</param>
    /// <param name="unapplied">Gets what was settled.</param>
    /// <param name="whenApplied">Told when some of it is in the index.</param>
    public RangeWriter(
        RangeContext range,
        IndexSlot slot,
        RangeFeed feed,
        UnappliedEntries unapplied,
        Action whenApplied)
        : base(range.Engine.Steps)
    {
        _range = range;
        _slot = slot;
        _unapplied = unapplied;
        _evaluator = new GroupEvaluator(range, Forget);
        _inFlight = new GroupsInFlight(Schedule);
        _brake = new WriteBrake(range.Engine, Schedule);
        _settler = new GroupSettler(range, feed, unapplied);
        _follower = new IndexFollower(range, unapplied, _evaluator, Schedule, whenApplied);
        _batch = new BatchInHand(range, _evaluator, _inFlight, unapplied);
    }

    /// <summary>Requests that wait to be evaluated.</summary>
    public RequestQueue Queue => _queue;

    /// <inheritdoc/>
    public void Submit(ReadOnlySpan<RangeRequest> requests)
    {
        _queue.Add(requests);

        // Either this sees that the step has room, or the step sees the requests.
        Interlocked.MemoryBarrier();
        if (!_isFull)
        {
            Schedule();
        }
    }

    /// <summary>
    /// Lets go of what it remembers of the index, which has been closed because nobody used it, or which nobody has
    /// written to for long.
    /// </summary>
    public void Forget()
    {
        _forgets = true;
        Schedule();
    }

    /// <summary>Brings what is settled into the index without waiting for more.</summary>
    public void ApplyNow() => _follower.ApplyNow();

    /// <summary>Completes when the range closes or has stopped and every request is answered.</summary>
    public Task Drained => _drained.Task;

    /// <inheritdoc/>
    protected override void Step()
    {
        _isFull = false;
        Interlocked.MemoryBarrier();
        try
        {
            if (_range.StopFault is null)
            {
                Work();
            }
        }
#pragma warning disable CA1031 // Whatever fails here leaves the state unknown: the range stops, and all learn of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _range.Stop(e, "its index");
        }

        if (_range.StopFault is { } fault)
        {
            FailAll(fault);
        }
    }

    /// <inheritdoc/>
    protected override bool IsForPool => !_batch.IsForThread;

    private bool CanEvaluate => _inFlight.HasRoom
        && _unapplied.HasRoom
        && !_queue.IsEmpty
        && (!_brake.IsHeld || _range.IsClosing)
        && _range.StopFault is null;

    private bool IsIdle => _inFlight.IsEmpty && _queue.IsEmpty && _unapplied.IsEmpty && _batch.Requests.Count == 0;

    private void Work()
    {
        if (_forgets)
        {
            _forgets = false;
            _evaluator.Forget();
            _brake.Forget();
        }

        if (_drained.Task.IsCompleted)
        {
            _queue.ReleaseAll(_range.Refusal!);
            return;
        }

        if (IsIdle)
        {
            MarkIdle();
            return;
        }

        if (_index is null)
        {
            _index = _slot.TryAcquire();
            if (_index is null)
            {
                return;
            }

            _evaluator.RaiseClock(_index.Meta!.Value.LastCommitMs);
        }

        // Before anything that the batch sees may change.
        if (_batch.IsForThread)
        {
            EvaluateBatch();
        }

        // Replies first: to take note of thousands of entries takes its time.
        SettleDurable();
        _follower.EndApply();
        if (CanEvaluate)
        {
            EvaluateBatch();
        }

        _follower.BeginApplyIfDue(_index);

        // One batch in a step, beside one that was in hand: those without records need no flush, and other ranges wait
        // for the thread.
        if (CanEvaluate)
        {
            Schedule();
        }
        else if (IsIdle)
        {
            MarkIdle();
        }

        // The groups in flight signal when they are flushed: until then requests need not.
        _isFull = !_inFlight.HasRoom;
    }

    private void MarkIdle()
    {
        if (_index is not null)
        {
            _index = null;
            _slot.Release();
            ReleaseRoom();
        }

        if (_range.IsClosing)
        {
            _evaluator.Forget();
            _brake.End();
            _drained.TrySetResult();
        }
    }

    // What a burst needed: ranges at rest are many.
    private void ReleaseRoom()
    {
        _queue.ReleaseRoom();
        _inFlight.ReleaseRoom();
        _unapplied.ReleaseRoom();
        _evaluator.ReleaseRoom();
    }

    private void SettleDurable()
    {
        var durable = _settler.Collect(_inFlight.OldestFirst);
        if (durable.Count > 0)
        {
            _settler.Settle(durable);
            _brake.Settled(durable, _index!);
            foreach (var group in durable)
            {
                _inFlight.RemoveOldest();
                _inFlight.Return(group);
            }
        }

        if (_inFlight.OldestFirst.TryPeek(out var next) && next.Error is { } error)
        {
            RangeLog.Failed(_range.Engine.Logger, error, _range.Descriptor.Id, "writing its journal");
            _range.Stop(RangeFaults.AppendFailed(_range.Descriptor.Id, error));
        }
    }

    private void EvaluateBatch()
    {
        if (_batch.TryEvaluate(_queue, _index!, out var group, out var builder))
        {
            Forward(group, builder);
        }
        else if (_batch.IsForThread)
        {
            Schedule();
        }
    }

    // Without records there is nothing to wait for but the groups in flight, which the replies could see.
    private void Forward(WriteGroup group, RecordGroupBuilder builder)
    {
        if (builder.Count > 0)
        {
            _inFlight.Add(group, _batch.Requests);
            Append(group, builder);
            return;
        }

        _inFlight.Return(group);
        if (!_inFlight.IsEmpty)
        {
            _inFlight.Attach(_batch.Requests, group.ResultSizeBytes);
        }
        else if (_range.Journal.IsFenced)
        {
            _range.Stop(RangeFaults.Fenced(_range.Descriptor.Id));
        }
        else
        {
            RangeRequest.ReleaseAll(_batch.Requests);
        }
    }

    private void Append(WriteGroup group, RecordGroupBuilder builder)
    {
        var records = builder.Build();
        group.Records = records;
        _batch.NextLsn = records.LastLsn + 1;
        group.AppendedAt = _range.Engine.Metrics.Start(_range.Engine.Metrics.AppendTime);
        _range.Engine.Disk.Wrote(records.Bytes.Length);
        _range.Engine.Metrics.AppendedBytes.Add(records.Bytes.Length);
        _range.Journal.Append(records, group);
    }

    private void FailAll(Fault fault)
    {
        // The journal may hold what was appended, or come to hold it.
        _inFlight.FailAll(Faults.UnknownOutcome(fault.Message));

        _batch.ReleaseAll(fault);
        _queue.ReleaseAll(fault);
        _evaluator.Forget();
        _unapplied.Abandon();
        if (_index is not null && !_follower.IsBusy)
        {
            _index = null;
            _slot.Release();
        }

        _brake.End();
        _drained.TrySetResult();
    }
}
