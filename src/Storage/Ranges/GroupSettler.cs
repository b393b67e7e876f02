using Orleans.TableService.Storage.Ranges.Evaluation;
using Orleans.TableService.Storage.Ranges.Feed;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>Makes durable groups visible, then lets their replies go and tells the feed.</summary>
internal sealed class GroupSettler(RangeContext range, RangeFeed feed, UnappliedEntries entries)
{
    private readonly List<WriteGroup> _durable = [];

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

    /// <summary>Adds the groups to what readers see, publishes them and releases their replies in order.</summary>
    /// <remarks>
    /// A watch that begins behind a revision which a reply has stated must not see that revision as new: so the feed
    /// learns of it before readers can state it.
    /// </remarks>
    public void Settle(List<WriteGroup> groups)
    {
        var metrics = range.Engine.Metrics;
        feed.WillState(groups[^1].Records!.LastLsn);
        foreach (var group in groups)
        {
            metrics.Record(metrics.AppendTime, group.AppendedAt);
            entries.Add(group);
            feed.Publish(group.Records!);
        }

        foreach (var group in groups)
        {
            RangeRequest.ReleaseAll(group.Requests);
        }
    }
}
