using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orleans.TableService.Client.Orleans.Hosting;

/// <summary>Registers the client over grains, for silos and Orleans clients alike.</summary>
internal static class GrainClientServices
{
    /// <summary>Registers <see cref="ITableService"/> over the grain factory of the host.</summary>
    public static void Add(IServiceCollection services, Action<TableClientOptions>? configure = null)
    {
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
    }
}
