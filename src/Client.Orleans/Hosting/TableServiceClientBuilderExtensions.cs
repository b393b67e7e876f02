using Microsoft.Extensions.DependencyInjection;
using Orleans.TableService.Client.Orleans;
using Orleans.TableService.Client.Orleans.Hosting;

namespace Orleans.Hosting;

/// <summary>Registers the client over grains in an Orleans client.</summary>
public static class TableServiceClientBuilderExtensions
{
    /// <summary>
    /// Registers <see cref="TableService.ITableService"/> in an Orleans client, with a health check named
    /// <c>tableservice</c>. Options are bound from <c>TableService:Client</c> and <c>TableService:Limits</c>.
    /// </summary>
    public static IClientBuilder AddTableServiceClient(
        this IClientBuilder builder,
        Action<TableClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        GrainClientServices.Add(builder.Services, configure);
        builder.Services.AddHealthChecks().AddCheck<CatalogHealthCheck>("tableservice");
        return builder;
    }
}
