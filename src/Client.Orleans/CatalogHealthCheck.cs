using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans;

/// <summary>Healthy while the catalog answers.</summary>
internal sealed class CatalogHealthCheck(IGrainFactory grains) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        await grains.GetCatalog().ListAsync(cancellationToken).ConfigureAwait(false);
        return HealthCheckResult.Healthy();
    }
}
