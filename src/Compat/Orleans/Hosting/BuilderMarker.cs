using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>Remembers in the service collection which builder a host already has.</summary>
internal sealed class BuilderMarker(object builder)
{
    private object Builder => builder;

    /// <summary>The host's builder of this kind, made on the first call.</summary>
    /// <exception cref="OrleansConfigurationException">The host has a builder of the other kind.</exception>
    public static TBuilder GetOrAdd<TBuilder>(
        IServiceCollection services, Func<TBuilder> create, Action<TBuilder> onCreated)
        where TBuilder : class
    {
        foreach (var descriptor in services.Where(item => item.ServiceType == typeof(BuilderMarker)))
        {
            return ((BuilderMarker)descriptor.ImplementationInstance!).Builder as TBuilder ?? throw BothKinds();
        }

        var created = create();
        services.AddSingleton(new BuilderMarker(created));
        onCreated(created);
        return created;
    }

    private static OrleansConfigurationException BothKinds() => new(
        "UseOrleans and UseOrleansClient exclude each other in one host. "
        + "A silo is a client of itself: remove the call of UseOrleansClient.");
}
