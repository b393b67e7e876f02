using System.Runtime.CompilerServices;
using Orleans.TableService.Client.Orleans.Routing;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>One watch of one pKey, through as many enumerations of its range's grain as it takes.</summary>
/// <remarks>
/// Each enumeration begins behind the last revision that was handed out: nothing is missed or repeated.
/// </remarks>
internal sealed class WatchLoop(OrleansTableService service, RouteCell cell, CallContext context, WatchRequest request)
{
    private TableRoute _route = cell.Current;
    private long? _seen;

    /// <summary>The batches of the watch.</summary>
    public async IAsyncEnumerable<ChangeBatch> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var retry = new Retry(context);
        while (true)
        {
            var call = new WatchCall { Request = request with { FromRevision = _seen + 1 ?? request.FromRevision } };
            var items = _route.Find(request.PKey.Span)
                .WatchAsync(call, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            WatchItem item;
            var began = false;
            await using (items.ConfigureAwait(false))
            {
                while ((item = await NextAsync(items, cancellationToken).ConfigureAwait(false)).Batch is { } batch)
                {
                    began = true;
                    if (IsNews(batch))
                    {
                        _seen = batch.Revision;
                        yield return batch;
                    }
                }
            }

            // The time for trying begins when a watch that stood breaks, however long it was quiet before.
            if (began)
            {
                retry.Reset();
            }

            await RecoverAsync(item.Fault!, retry.IsOver, cancellationToken).ConfigureAwait(false);
            await retry.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // An enumeration that resumes states first where it begins, which the watch has said already.
    private bool IsNews(ChangeBatch batch) => batch.Changes.Count > 0 || _seen is null || batch.Revision > _seen;

    private static async ValueTask<WatchItem> NextAsync(
        IAsyncEnumerator<WatchItem> items,
        CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false)
                ? items.Current
                : new WatchItem { Fault = Faults.Unavailable("The watch ended without a word.") };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new WatchItem { Fault = GrainCallFaults.OfRead(e) };
        }
    }

    private async ValueTask RecoverAsync(Fault fault, bool isOver, CancellationToken cancellationToken)
    {
        var isGone = fault.Code == FaultCode.StreamNotFound;
        if (!isGone && (isOver || !(Retry.Helps(fault) || fault.Code == FaultCode.Unavailable)))
        {
            throw fault.ToException();
        }

        var fresh = await cell.RefreshAsync(_route, cancellationToken).ConfigureAwait(false);
        if (!fresh.IsValue)
        {
            service.ForgetIfGone(cell, fresh.Fault);
            if (fresh.Fault.Code == FaultCode.Unavailable && !isOver)
            {
                return;
            }

            throw fresh.Fault.ToException();
        }

        // Revisions of one incarnation mean nothing in the next; before the first batch there are none to keep.
        var isSame = fresh.Value.Map.Stream.Incarnation == _route.Map.Stream.Incarnation;
        if ((isGone && isSame) || (!isSame && _seen is not null))
        {
            throw Faults.StreamNotFound(cell.Name.Table).ToException();
        }

        _route = fresh.Value;
    }
}
