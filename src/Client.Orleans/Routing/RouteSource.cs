using Orleans.TableService.Client.Orleans.Calls;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans.Routing;

/// <summary>Fetches routes from the grains that own the maps.</summary>
internal sealed class RouteSource(IGrainFactory grains)
{
    /// <summary>The route of the table that has this name now.</summary>
    public async Task<Reply<TableRoute>> OpenAsync(TableName name, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await grains.GetNamespace(name.Namespace)
                .GetStreamAsync(name.Table, cancellationToken)
                .ConfigureAwait(false);
            if (!stream.IsValue)
            {
                return Replies.Failed<TableRoute>(stream.Fault);
            }

            var map = await grains.GetStream(stream.Value.Id).GetMapAsync(cancellationToken).ConfigureAwait(false);
            return map switch
            {
                { IsValue: true } => Replies.Of(new TableRoute(map.Value, grains)),

                // Deleted since the namespace answered, and known to the caller by name, not by id.
                { Fault.Code: FaultCode.StreamNotFound } =>
                    Replies.Failed<TableRoute>(Faults.StreamNotFound(name.Table)),
                _ => Replies.Failed<TableRoute>(map.Fault!),
            };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Replies.Failed<TableRoute>(GrainCallFaults.OfRead(e));
        }
    }
}
