using Microsoft.Extensions.DependencyInjection;
using Orleans.TableService.Client.Orleans;

namespace Orleans.Hosting;

/// <summary>Registers the client over grains in an Orleans client.</summary>
public static class TableServiceClientBuilderExtensions
{
    /// <summary>
    /// Registers <see cref="TableService.ITableService"/> in an Orleans client, with a health check named
    /// <c>tableservice</c>.
    /// </summary>
    public static IClientBuilder AddTableServiceClient(
        this IClientBuilder builder,
        Action<TableClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddTableServiceClient(configure);
        builder.Services.AddHealthChecks().AddCheck<CatalogHealthCheck>("tableservice");
        return builder;
    }
}
