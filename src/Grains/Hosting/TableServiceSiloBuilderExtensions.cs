using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TableService.Client.Orleans.Hosting;
using Orleans.TableService.Grains;
using Orleans.TableService.Grains.Hosting;
using Orleans.TableService.Storage;

namespace Orleans.Hosting;

/// <summary>Puts the table service into a silo.</summary>
public static class TableServiceSiloBuilderExtensions
{
    /// <summary>
    /// Adds durable tables to this silo: the storage in one data directory, the grains' own state beside it,
    /// <see cref="TableService.ITableService"/> and a health check named <c>tableservice</c>. The namespace
    /// <c>default</c> exists when the silo has started.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">Changes options after they are bound from <c>TableService:Storage</c>.</param>
    /// <remarks>Calling it again only adds to the configuration.</remarks>
    public static ISiloBuilder AddTableService(this ISiloBuilder builder, Action<StorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<StorageOptions>().BindConfiguration("TableService:Storage").ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(service => service.ServiceType == typeof(StorageEngineHost)))
        {
            return builder;
        }

        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>());
        GrainClientServices.Add(services);
        AddState(services);
        services.TryAddSingleton<IStorageEngineFactory, FileStorageEngineFactory>();
        services.AddSingleton<StorageEngineHost>();
        AddParticipant<StorageEngineHost>(services);
        services.AddSingleton<DefaultNamespace>();
        AddParticipant<DefaultNamespace>(services);
        services.AddHealthChecks().AddCheck<TableServiceHealthCheck>("tableservice");
        return builder;
    }

    // An application that registered a provider under this name keeps its grains' state there: a cluster's database.
    private static void AddState(IServiceCollection services)
    {
        var isThere = services.Any(
            service => service.ServiceType == typeof(IGrainStorage) && StateNames.Provider.Equals(service.ServiceKey));
        if (!isThere)
        {
            services.AddEmbeddedGrainStorage(StateNames.Provider, state => state.Configure<IOptions<StorageOptions>>(
                (options, storage) => options.Directory = Path.Combine(storage.Value.DataDirectory, "state")));
        }
    }

    private static void AddParticipant<T>(IServiceCollection services)
        where T : class, ILifecycleParticipant<ISiloLifecycle> =>
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<T>());
}
