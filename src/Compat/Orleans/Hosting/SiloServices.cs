using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>Registers what a silo consists of.</summary>
internal static class SiloServices
{
    public static void Add(IServiceCollection services)
    {
        services.AddOptions();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SiloRuntime>();
        services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<SiloRuntime>().Factory);
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<SiloRuntime>().Factory);
        services.AddSingleton<StagedLifecycle>();
        services.AddSingleton<ISiloLifecycle>(provider => provider.GetRequiredService<StagedLifecycle>());
        services.AddSingleton<IGrainContextAccessor, GrainContextAccessor>();
        services.AddScoped<GrainContextSlot>();
        services.AddScoped(provider => provider.GetRequiredService<GrainContextSlot>().Context
            ?? throw new InvalidOperationException("IGrainContext is injected into grains only."));
        services.AddHostedService<SiloHostedService>();
    }
}
