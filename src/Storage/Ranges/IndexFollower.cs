using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges.Evaluation;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// Lets the index follow what is settled: says when a write of it begins, and takes note of its end. See decision 0013.
/// </summary>
/// <remarks>For the steps of the range's writer, but for what says otherwise.</remarks>
internal sealed class IndexFollower
{
    // Where a reader waited for the index, more are likely to come: for about a second of a busy range.
    private const int BatchesAwaited = 256;

    private readonly RangeContext _range;
    private readonly UnappliedEntries _unapplied;
    private readonly GroupEvaluator _evaluator;
    private readonly Action _signal;
    private readonly Action _whenApplied;
    private readonly IndexApplier _applier;
    private readonly DelayedSignal _applySoon;
    private volatile bool _isDue;
    private volatile bool _isAwaited;
    private int _batchesAwaited;

    /// <summary>Makes the follower.</summary>
    /// <param name="range">Whose it is.</param>
    /// <param name="unapplied">What is settled, but not in the index.</param>
    /// <param name="evaluator">Remembers what came into the index.</param>
    /// <param name="signal">Sees to it that a step of the writer begins.</param>
    /// <param name="whenApplied">Told when more is in the index.</param>
    public IndexFollower(
        RangeContext range,
        UnappliedEntries unapplied,
        GroupEvaluator evaluator,
        Action signal,
        Action whenApplied)
    {
        _range = range;
        _unapplied = unapplied;
        _evaluator = evaluator;
        _signal = signal;
        _whenApplied = whenApplied;
        _applier = new IndexApplier(range, signal);
        _applySoon = new DelayedSignal(range.Engine.Applies, range.Engine.Options.ApplyDelay, EndDelay);
    }

    /// <summary>Whether a write is under way: the index must stay.</summary>
    public bool IsBusy => _applier.IsBusy;

    /// <summary>
    /// Brings what is settled into the index without waiting for more, because a reader waits for it. Safe for use by
    /// any thread.
    /// </summary>
    public void ApplyNow()
    {
        _isAwaited = true;
        _signal();
    }

    /// <summary>Takes note of a write that has ended.</summary>
    public void EndApply()
    {
        // A write that failed has ended, too, but has stopped the range before.
        if (_unapplied.IsApplying && !_applier.IsBusy && _range.StopFault is null)
        {
            _evaluator.Remember(_unapplied.Applying);
            _unapplied.EndApply();
            _whenApplied();
        }
    }

    /// <summary>Begins a write if none is under way and there is something for which it is time.</summary>
    public void BeginApplyIfDue(RangeIndex index)
    {
        if (_unapplied.IsApplying || !_unapplied.HasFilling || _range.StopFault is not null)
        {
            return;
        }

        var isAwaited = _isAwaited;
        NoteReaders(isAwaited);
        if (_isDue || isAwaited || _unapplied.IsBatch || _range.IsClosing)
        {
            _isDue = _isAwaited = false;
            _batchesAwaited--;
            var layer = _unapplied.BeginApply(out var head);
            _applier.Begin(layer, head, index);
        }
        else
        {
            _applySoon.Schedule();
        }
    }

    private void NoteReaders(bool isAwaited)
    {
        _batchesAwaited = isAwaited ? BatchesAwaited : Math.Max(0, _batchesAwaited);
        _unapplied.IsAwaited = _batchesAwaited > 0;
    }

    private void EndDelay()
    {
        _isDue = true;
        _signal();
    }
}
