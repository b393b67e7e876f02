using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges.Evaluation;
using Orleans.TableService.Storage.Ranges.Feed;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>Brings durable groups into the index, then lets their replies go and tells the feed.</summary>
internal sealed class GroupApplier(RangeContext range, RangeFeed feed)
{
    private readonly List<WriteGroup> _durable = [];
    private int[] _order = [];

    /// <summary>The groups at the head that are durable; the list is used again by the next call.</summary>
    public List<WriteGroup> Collect(Queue<WriteGroup> inFlight)
    {
        _durable.Clear();
        foreach (var group in inFlight)
        {
            if (!group.IsDurable)
            {
                break;
            }

            _durable.Add(group);
        }

        return _durable;
    }

    /// <summary>Applies the groups in one write, publishes them and releases their replies in order.</summary>
    /// <remarks>
    /// A watch that begins behind a revision which a reply has stated must not see that revision as new: so the feed
    /// learns of it before the write, which is when readers can state it.
    /// </remarks>
    public void Apply(List<WriteGroup> groups, RangeIndex index)
    {
        var metrics = range.Engine.Metrics;
        var start = metrics.Start(metrics.ApplyTime);
        foreach (var group in groups)
        {
            metrics.Record(metrics.AppendTime, group.AppendedAt);
            Gather(group.Layer, index.Batch);
        }

        feed.WillState(groups[^1].Records!.LastLsn);
        index.Commit(MetaAfter(groups[^1], index));
        range.Engine.Governor.ReportWrite(index);
        metrics.Record(metrics.ApplyTime, start);
        foreach (var group in groups)
        {
            feed.Publish(group.Records!);
            range.Checkpoints.Applied(group.Records!.Bytes.Length);
        }

        foreach (var group in groups)
        {
            ReleaseAll(group.Requests);
        }
    }

    /// <summary>Lets decided replies go, in order, and empties the list.</summary>
    public static void ReleaseAll(List<RangeRequest> requests)
    {
        foreach (var request in requests)
        {
            request.Release();
        }

        requests.Clear();
    }

    // In key order: each insertion into the memtable then begins where the one before it ended.
    private void Gather(OverlayLayer layer, IndexBatch batch)
    {
        var count = layer.Keys.Count;
        if (_order.Length < count)
        {
            _order = new int[layer.Keys.Capacity];
        }

        var order = _order.AsSpan(0, count);
        for (var i = 0; i < count; i++)
        {
            order[i] = i;
        }

        order.Sort(new ByKey(layer.Keys));
        foreach (var position in order)
        {
            batch.Set(layer.Keys.Key(position), layer.State(position));
        }
    }

    private static IndexMeta MetaAfter(WriteGroup group, RangeIndex index)
    {
        ReadOnlyMemory<byte> last = default;
        foreach (var record in group.Records!)
        {
            last = record.Payload;
        }

        return index.Meta!.Value with
        {
            AppliedLsn = group.Records!.LastLsn,
            AppliedChecksum = Checksum.Of(last.Span),
            LastCommitMs = group.CommitMs,
        };
    }

    private readonly struct ByKey(KeyTable keys) : IComparer<int>
    {
        public int Compare(int x, int y) => keys.Key(x).SequenceCompareTo(keys.Key(y));
    }
}
