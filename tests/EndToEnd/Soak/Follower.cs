using Orleans.TableService.EndToEnd.Durability;

namespace Orleans.TableService.EndToEnd.Soak;

/// <summary>
/// Watches the shared counter through every death of the server: no change is missed, none comes twice.
/// </summary>
internal sealed class Follower(ITable table)
{
    private long _nextRevision = 1;
    private long _nextVersion;

    /// <summary>Changes seen.</summary>
    public long Count => _nextVersion;

    public async Task RunAsync(Func<Task> whenUp, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (TableException e) when (e.Fault.Code is FaultCode.Unavailable or FaultCode.RangeUnavailable)
            {
                await whenUp();
            }
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        var request = new WatchRequest
        {
            PKey = Writer.Counter,
            LKeys = KeyInterval.Single(Writer.Counter),
            FromRevision = _nextRevision,
        };
        await foreach (var batch in table.WatchAsync(request, stop))
        {
            foreach (var change in batch.Changes)
            {
                Assert.Equal(_nextVersion, change.Entry!.Version);
                Assert.True(change.Revision >= _nextRevision, $"{change.Revision} came again.");
                _nextVersion++;
            }

            _nextRevision = batch.Revision + 1;
        }
    }
}
