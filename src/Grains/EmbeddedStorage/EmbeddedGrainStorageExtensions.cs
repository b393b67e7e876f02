using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Orleans.TableService.Grains.EmbeddedStorage;

namespace Orleans.Hosting;

/// <summary>Grain storage in files of this machine, for a single node.</summary>
public static class EmbeddedGrainStorageExtensions
{
    /// <summary>Adds a durable provider named <paramref name="name"/>. A write is on disk when it returns.</summary>
    public static ISiloBuilder AddEmbeddedGrainStorage(
        this ISiloBuilder builder, string name, Action<EmbeddedGrainStorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddEmbeddedGrainStorage(name, options => options.Configure(configure));
        return builder;
    }

    /// <summary>Adds a durable provider named <paramref name="name"/>. A write is on disk when it returns.</summary>
    /// <param name="services">Services of a silo.</param>
    /// <param name="name">What grains call the provider.</param>
    /// <param name="configure">Sets the options, from other services if need be.</param>
    public static IServiceCollection AddEmbeddedGrainStorage(
        this IServiceCollection services,
        string name,
        Action<OptionsBuilder<EmbeddedGrainStorageOptions>> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        var options = services.AddOptions<EmbeddedGrainStorageOptions>(name)
            .Validate(item => item.Directory.Length > 0, $"The grain storage '{name}' needs a Directory.")
            .ValidateOnStart();
        configure(options);
        return services.AddKeyedSingleton<IGrainStorage>(name, (provider, _) => new EmbeddedGrainStorage(
            provider.GetRequiredService<IOptionsMonitor<EmbeddedGrainStorageOptions>>().Get(name).Directory));
    }
}
