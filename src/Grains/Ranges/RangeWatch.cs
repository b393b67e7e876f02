using System.Runtime.CompilerServices;
using Orleans.TableService.GrainContracts;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Ranges;

/// <summary>Turns the watch of an open range into items, so that a failure crosses grains as a value.</summary>
internal static class RangeWatch
{
    /// <summary>The batches of a watch; a fault is the last item.</summary>
    public static async IAsyncEnumerable<WatchItem> FollowAsync(
        IRangeStore store,
        WatchCall call,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var batches = store
            .WatchAsync(call.Request, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var item = await NextAsync(batches, store.Descriptor.Id);
            yield return item;
            if (item.Fault is not null)
            {
                yield break;
            }
        }
    }

    private static async ValueTask<WatchItem> NextAsync(IAsyncEnumerator<ChangeBatch> batches, RangeId range)
    {
        try
        {
            return await batches.MoveNextAsync()
                ? new WatchItem { Batch = batches.Current }
                : new WatchItem { Fault = Faults.RangeUnavailable(range, "it was closed.") };
        }
        catch (TableException e)
        {
            return new WatchItem { Fault = e.Fault };
        }
    }
}
