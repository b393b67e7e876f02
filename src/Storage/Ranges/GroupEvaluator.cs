using System.Runtime.InteropServices;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges.Evaluation;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>Evaluates batches of a range's requests into groups of records. For one thread at a time.</summary>
internal sealed class GroupEvaluator
{
    private const int BatchSizeMaxBytes = 4 << 20;
    private const int BatchCountMax = 4096;
    private const int RecordOverheadBytes = 48;

    // Batches of a busy range follow each other within a second.
    private const int RoomPatience = 64;

    private readonly RangeContext _range;
    private readonly RecentEntries _recent;
    private readonly BatchState _state;
    private readonly TransactionEvaluator _evaluator;
    private readonly BatchSizer _sizer = new(BatchCountMax);
    private readonly CommitClock _clock;
    private readonly List<OverlayLayer> _layers = [];

    /// <summary>Makes the evaluator.</summary>
    /// <param name="range">Whose requests it evaluates.</param>
    /// <param name="forget">Sees to it that a step calls <see cref="Forget"/>.</param>
    public GroupEvaluator(RangeContext range, Action forget)
    {
        _range = range;
        _recent = new RecentEntries(range.Engine.RecentEntries, forget);
        _state = new BatchState(RoomPatience, _recent) { IsGivenUp = () => range.StopFault is not null };
        _evaluator = new TransactionEvaluator(range.Descriptor, range.Engine.Limits, _state);
        _clock = new CommitClock(range.Engine.Time);
    }

    /// <summary>How many requests of the last batch were evaluated; the rest is to wait for the next.</summary>
    public int EvaluatedCount { get; private set; }

    /// <summary>Takes the requests of the next batch.</summary>
    public void Take(RequestQueue queue, List<RangeRequest> batch) =>
        queue.Take(batch, _sizer.Count, BatchSizeMaxBytes);

    /// <summary>Sees to it that no commit time is below one that is already journaled.</summary>
    public void RaiseClock(long commitMs) => _clock.Raise(commitMs);

    /// <summary>Remembers what a group wrote, which is now in the index.</summary>
    public void Remember(OverlayLayer layer) => _recent.Add(layer);

    /// <summary>Forgets what was written.</summary>
    public void Forget() => _recent.Clear();

    /// <summary>Gives back room that is not in use, between two batches.</summary>
    public void ReleaseRoom() => _state.ReleaseRoom();

    /// <summary>Begins a batch: gathers its keys.</summary>
    /// <param name="layer">Gets the effects.</param>
    /// <param name="batch">The requests.</param>
    /// <param name="inFlight">The groups before, oldest first.</param>
    /// <param name="unapplied">What is settled, but not in the index.</param>
    public void Gather(
        OverlayLayer layer,
        List<RangeRequest> batch,
        Queue<WriteGroup> inFlight,
        UnappliedEntries unapplied)
    {
        unapplied.AddTo(_layers);
        foreach (var earlier in inFlight)
        {
            _layers.Add(earlier.Layer);
        }

        _layers.Add(layer);
        _state.Begin(CollectionsMarshal.AsSpan(_layers));
        _layers.Clear();
        foreach (var request in batch)
        {
            request.FirstSlot = _evaluator.Gather(request.Transaction, request.Hash);
        }
    }

    /// <summary>Looks up what the batch sees of the index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="mayReadFiles">Whether it may wait for the disk.</param>
    /// <returns><see langword="false"/> if it would have to, for what was not looked up yet.</returns>
    public bool TryLoad(RangeIndex index, bool mayReadFiles)
    {
        if (!mayReadFiles)
        {
            return _state.TryLoadFromMemory(index);
        }

        _state.Load(index.Present);
        return true;
    }

    /// <summary>
    /// Decides the first requests of the batch that was loaded, as many as make a group, and writes the records of
    /// their effects.
    /// </summary>
    /// <param name="group">Gets the effects, the commit time and the size of the results.</param>
    /// <param name="batch">The requests.</param>
    /// <param name="firstLsn">Lsn of the first record.</param>
    public RecordGroupBuilder Evaluate(WriteGroup group, List<RangeRequest> batch, long firstLsn)
    {
        var builder = new RecordGroupBuilder(firstLsn, ExpectedSize(batch));
        group.CommitMs = ReadClock();
        EvaluatedCount = 0;
        while (EvaluatedCount < batch.Count
            && (EvaluatedCount == 0 || builder.SizeBytes + group.ResultSizeBytes < BatchSizeMaxBytes))
        {
            Evaluate(batch[EvaluatedCount++], group, builder);
        }

        _sizer.Note(_state.Points.LoadedSizeBytes);
        _state.End();
        return builder;
    }

    private void Evaluate(RangeRequest request, WriteGroup group, RecordGroupBuilder builder)
    {
        request.Decide(_evaluator.Evaluate(request.Transaction, request.FirstSlot, request.Hash, builder.NextLsn));
        group.ResultSizeBytes += _evaluator.ResultSizeBytes;
        var effects = _state.Scratch.CountEffects();
        if (effects > 0)
        {
            var header = new RecordHeader(group.CommitMs, default, request.Transaction.PKey, effects);
            var lsn = builder.NextLsn;
            _state.Scratch.WriteRecord(builder.BeginRecord(), header, _range.Descriptor.KeepPreviousValues, lsn);
            builder.EndRecord();
            if (request.Transaction.Success is [ImportOperation, ..])
            {
                _range.Imports.Raise(lsn);
            }

            _state.Scratch.MoveTo(group.Layer);
        }
    }

    // One request is larger than a batch at most, and no larger than a transaction.
    private static int ExpectedSize(List<RangeRequest> batch)
    {
        long size = 0;
        foreach (var request in batch)
        {
            size += request.SizeBytes - RangeRequest.OverheadBytes + RecordOverheadBytes;
        }

        return (int)Math.Min(size, TransactionEvaluator.SizeMaxBytes);
    }

    private long ReadClock()
    {
        var ignored = _clock.IgnoresWall;
        var commitMs = _clock.ReadMs();
        if (_clock.IgnoresWall && !ignored)
        {
            RangeLog.WallClockIgnored(_range.Engine.Logger, _range.Descriptor.Id);
        }

        return commitMs;
    }
}
