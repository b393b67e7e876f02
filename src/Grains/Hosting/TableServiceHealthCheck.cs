using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Grains.Hosting;

/// <summary>Healthy while the storage is open and the catalog answers.</summary>
internal sealed class TableServiceHealthCheck(StorageEngineHost host, IGrainFactory grains) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        if (!host.IsOpen)
        {
            return HealthCheckResult.Unhealthy("The storage is not open.");
        }

        await grains.GetCatalog().ListAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
