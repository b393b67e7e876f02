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
            var item = await NextAsync(batches, store);
            yield return item;
            if (item.Fault is not null)
            {
                yield break;
            }
        }
    }

    private static async ValueTask<WatchItem> NextAsync(IAsyncEnumerator<ChangeBatch> batches, IRangeStore store)
    {
        try
        {
            return await batches.MoveNextAsync()
                ? new WatchItem { Batch = batches.Current }
                : new WatchItem { Fault = Faults.RangeUnavailable(store.Descriptor.Id, "it was closed.") };
        }
        catch (TableException e)
        {
            return new WatchItem { Fault = e.Fault };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A journal that is given up while it is read fails with whatever its files fail with.
            return new WatchItem
            {
                Fault = StopFault(store) ?? Faults.RangeUnavailable(store.Descriptor.Id, Reason(e)),
            };
        }
    }

    private static Fault? StopFault(IRangeStore store) =>
        store.Stopped.IsCompletedSuccessfully ? store.Stopped.Result : null;

    private static string Reason(Exception error) => $"its journal could not be read ({error.Message}).";
}
