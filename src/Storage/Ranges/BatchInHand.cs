using System.Diagnostics.CodeAnalysis;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges.Evaluation;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>The requests that a range's writer is at: taken from its queue, looked up, evaluated.</summary>
/// <remarks>
/// Where it would wait for the disk on a pool thread it stops, and goes on from there on a storage thread: see decision
/// 0016. Until then nothing may change that the requests see. One step at a time.
/// </remarks>
/// <param name="range">Whose requests.</param>
/// <param name="evaluator">Evaluates them.</param>
/// <param name="inFlight">The groups before.</param>
/// <param name="unapplied">What is settled, but not in the index.</param>
internal sealed class BatchInHand(
    RangeContext range,
    GroupEvaluator evaluator,
    GroupsInFlight inFlight,
    UnappliedEntries unapplied)
{
    private WriteGroup? _group;

    /// <summary>The requests.</summary>
    public List<RangeRequest> Requests { get; } = [];

    /// <summary>Whether it stopped, and is to go on on a storage thread.</summary>
    public bool IsForThread { get; private set; }

    /// <summary>Lsn of the next record.</summary>
    public long NextLsn { get; set; } = range.Journal.LastLsn + 1;

    /// <summary>Takes requests and evaluates them, or goes on with those that it stopped at.</summary>
    /// <param name="queue">Where they wait; gets those back that are too many for a group.</param>
    /// <param name="index">The index.</param>
    /// <param name="group">The group, rented, to which <see cref="Requests"/> belong.</param>
    /// <param name="builder">Its records.</param>
    /// <returns><see langword="false"/> if there was nothing to evaluate, or if it stopped.</returns>
    public bool TryEvaluate(
        RequestQueue queue,
        RangeIndex index,
        [NotNullWhen(true)] out WriteGroup? group,
        [NotNullWhen(true)] out RecordGroupBuilder? builder)
    {
        (group, builder) = (null, null);
        var mayReadFiles = IsForThread;
        IsForThread = false;
        if (_group is null && !TryBegin(queue, mayReadFiles))
        {
            return false;
        }

        var metrics = range.Engine.Metrics;
        var start = metrics.Start(metrics.EvaluateTime);
        if (!evaluator.TryLoad(index, mayReadFiles))
        {
            IsForThread = true;
            return false;
        }

        group = _group!;
        _group = null;
        metrics.BatchSize.Record(Requests.Count);
        builder = evaluator.Evaluate(group, Requests, NextLsn);
        queue.PutBack(Requests, evaluator.EvaluatedCount);
        Requests.ForEach(request => request.EndUse());
        metrics.Record(metrics.EvaluateTime, start);
        return true;
    }

    /// <summary>Answers all that it has, of which nothing was appended.</summary>
    public void ReleaseAll(Fault fault)
    {
        RangeRequest.ReleaseAll(Requests, fault);
        _group = null;
        IsForThread = false;
    }

    private bool TryBegin(RequestQueue queue, bool mayReadFiles)
    {
        if (Requests.Count == 0)
        {
            evaluator.Take(queue, Requests);
        }

        if (Requests.Count == 0)
        {
            return false;
        }

        // To look at the disk's free room is a call of the file system.
        IsForThread = !mayReadFiles && range.Engine.Disk.IsDue;
        if (IsForThread)
        {
            return false;
        }

        var disk = range.Engine.Disk;
        if (((mayReadFiles ? disk.Check() : disk.Last) ?? range.Journal.WriteRefusal) is { } full)
        {
            ReleaseAll(full);
            return false;
        }

        BeginBehindImported();
        _group = inFlight.Rent();
        evaluator.Gather(_group.Layer, Requests, inFlight.OldestFirst, unapplied);
        return true;
    }

    // What a backup kept has revisions of its own, and the first record of a journal may have any Lsn.
    private void BeginBehindImported()
    {
        var isEmpty = range.Journal.LastLsn < range.Journal.FirstLsn && inFlight.IsEmpty;
        foreach (var request in Requests)
        {
            if (isEmpty && request.Transaction.Success is [ImportOperation import, ..])
            {
                NextLsn = Math.Max(NextLsn, import.RevisionFloor + 1);
            }
        }
    }
}
