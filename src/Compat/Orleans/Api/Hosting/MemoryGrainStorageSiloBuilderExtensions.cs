using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;
using Orleans.TableService.Compat;

namespace Orleans.Hosting;

/// <summary>Grain storage that lasts as long as the process.</summary>
public static class MemoryGrainStorageSiloBuilderExtensions
{
    private const string DefaultName = "Default";

    /// <summary>Adds the provider that is used where a grain names none.</summary>
    public static ISiloBuilder AddMemoryGrainStorageAsDefault(this ISiloBuilder builder)
        => builder.AddMemoryGrainStorage(DefaultName);

    /// <summary>Adds a provider with this name.</summary>
    public static ISiloBuilder AddMemoryGrainStorage(this ISiloBuilder builder, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.ConfigureServices(services =>
        {
            services.AddKeyedSingleton<IGrainStorage>(name, (_, _) => new MemoryGrainStorage(name));
            if (name == DefaultName)
            {
                services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IGrainStorage>(DefaultName));
            }
        });
    }
}
