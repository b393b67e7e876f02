using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orleans.TableService.Client;

/// <summary>Healthy when the server says of itself that it serves.</summary>
internal sealed class TableServiceClientHealthCheck(TableServiceClient client) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        try
        {
            return await client.IsServingAsync(cancellationToken).ConfigureAwait(false)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The server says that it does not serve.");
        }
        catch (TableException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message, exception);
        }
    }
}
