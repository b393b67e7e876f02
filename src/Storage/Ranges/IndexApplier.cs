using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges.Evaluation;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>Brings durable entries into the index, many groups in one write, beside the writer.</summary>
/// <remarks>
/// Nobody waits for it but readers of snapshots: what it has not brought yet is read from
/// <see cref="UnappliedEntries"/>. <see cref="IndexFollower"/> begins each write and takes note of its end.
/// </remarks>
/// <param name="range">Whose index it is.</param>
/// <param name="whenDone">Told at the end of each write.</param>
internal sealed class IndexApplier(RangeContext range, Action whenDone) : ScheduledWork(range.Engine.Applies)
{
    private OverlayLayer? _layer;
    private UnappliedHead _head;
    private RangeIndex? _index;
    private volatile bool _isBusy;

    /// <summary>Whether a write is under way: the index must stay.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>Begins a write; one at a time.</summary>
    public void Begin(OverlayLayer layer, in UnappliedHead head, RangeIndex index)
    {
        (_layer, _head, _index) = (layer, head, index);
        _isBusy = true;
        Schedule();
    }

    /// <inheritdoc/>
    protected override void Step()
    {
        if (!_isBusy)
        {
            return;
        }

        try
        {
            Apply(_layer!, _index!);
        }
#pragma warning disable CA1031 // Whatever fails here, the index cannot be trusted: the range stops, all learn of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            range.Stop(e, "writing its index");
        }

        (_layer, _head, _index) = (null, default, null);
        _isBusy = false;
        whenDone();
    }

    private void Apply(OverlayLayer layer, RangeIndex index)
    {
        var metrics = range.Engine.Metrics;
        var start = metrics.Start(metrics.ApplyTime);
        Gather(layer, index.Batch);
        index.Commit(MetaAfter(_head, index));
        Refresh(layer, index.Cache);
        range.Engine.Governor.ReportWrite(index);
        metrics.Record(metrics.ApplyTime, start);
        range.Checkpoints.Applied(_head.Bytes);
    }

    // In key order: each insertion into the memtable then begins where the one before it ended.
    private static void Gather(OverlayLayer layer, IndexBatch batch)
    {
        using var order = new KeyOrder<EntryState>(layer.Keys);
        foreach (var position in order.Positions)
        {
            batch.Set(layer.Keys.Key(position), layer.Keys[position]);
        }
    }

    // Until the end of this write is noted, readers find these entries in the layer.
    private static void Refresh(OverlayLayer layer, EntryCache cache)
    {
        for (var i = 0; i < layer.Keys.Count && !cache.IsEmpty; i++)
        {
            cache.Update(layer.Keys.Key(i), layer.Keys.Hash(i), layer.Keys[i]);
        }
    }

    private static IndexMeta MetaAfter(in UnappliedHead head, RangeIndex index)
    {
        ReadOnlyMemory<byte> last = default;
        foreach (var record in head.Records)
        {
            last = record.Payload;
        }

        return index.Meta!.Value with
        {
            AppliedLsn = head.Records.LastLsn,
            AppliedChecksum = Checksum.Of(last.Span),
            LastCommitMs = head.CommitMs,
        };
    }
}
