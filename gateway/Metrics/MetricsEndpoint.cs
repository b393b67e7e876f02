using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Orleans.TableService.Gateway;

/// <summary>Serves the metrics of the table service, of Kestrel and of the runtime to Prometheus.</summary>
public static class MetricsEndpoint
{
    private static readonly string[] OtherMeters = ["Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>Registers what <see cref="MapTableServiceMetrics"/> needs.</summary>
    public static IServiceCollection AddTableServiceMetrics(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => new MetricsCollector(
            IsCollected, provider.GetRequiredService<ILogger<MetricsCollector>>()));
        return services;
    }

    /// <summary>
    /// Maps the text format 0.0.4 to a path, and begins to listen to the meters. Who may fetch it is the host's to say.
    /// </summary>
    public static IEndpointConventionBuilder MapTableServiceMetrics(
        this IEndpointRouteBuilder endpoints,
        string pattern = "/metrics")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var collector = endpoints.ServiceProvider.GetRequiredService<MetricsCollector>();
        return endpoints.MapGet(pattern, context => WriteAsync(context, collector));
    }

    /// <summary>Whether the instruments of a meter are told.</summary>
    internal static bool IsCollected(Meter meter) =>
        meter.Name.StartsWith("Orleans.TableService.", StringComparison.Ordinal)
        || OtherMeters.Contains(meter.Name, StringComparer.Ordinal);

    private static Task WriteAsync(HttpContext context, MetricsCollector collector)
    {
        context.Response.ContentType = MetricText.ContentType;
        return context.Response.WriteAsync(collector.Collect(), context.RequestAborted);
    }
}
