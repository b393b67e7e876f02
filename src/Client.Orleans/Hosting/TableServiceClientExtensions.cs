using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.TableService;
using Orleans.TableService.Client.Orleans;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client over grains.</summary>
public static class TableServiceClientExtensions
{
    /// <summary>
    /// Registers <see cref="ITableService"/> over the <see cref="Orleans.IGrainFactory"/> of this host, which is an
    /// Orleans silo or client. Options are bound from <c>TableService:Client</c> and <c>TableService:Limits</c>.
    /// </summary>
    public static IServiceCollection AddTableServiceClient(
        this IServiceCollection services,
        Action<TableClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<TableClientOptions>().BindConfiguration("TableService:Client").ValidateOnStart();
        services.AddOptions<TableLimits>().BindConfiguration("TableService:Limits").ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<TableClientOptions>, TableClientOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TableLimits>, TableLimitsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ITableService, OrleansTableService>();
        return services;
    }
}
