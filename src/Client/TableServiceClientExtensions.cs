using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orleans.TableService.Client;

/// <summary>Registers the client.</summary>
public static class TableServiceClientExtensions
{
    /// <summary>
    /// Registers <see cref="ITableService"/> over gRPC to <paramref name="address"/>, and a health check.
    /// </summary>
    public static IServiceCollection AddTableServiceClient(
        this IServiceCollection services,
        Uri address,
        Action<TableServiceClientOptions>? configure = null) => services.AddTableServiceClient(options =>
    {
        options.Address = address;
        configure?.Invoke(options);
    });

    /// <summary>Registers <see cref="ITableService"/> over gRPC, and a health check.</summary>
    public static IServiceCollection AddTableServiceClient(
        this IServiceCollection services,
        Action<TableServiceClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<TableServiceClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<
            IValidateOptions<TableServiceClientOptions>, TableServiceClientOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new TableServiceClient(
            provider.GetRequiredService<IOptions<TableServiceClientOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ITableService>(provider => provider.GetRequiredService<TableServiceClient>());
        services.AddHealthChecks().AddCheck<TableServiceClientHealthCheck>("tableservice");
        return services;
    }
}
