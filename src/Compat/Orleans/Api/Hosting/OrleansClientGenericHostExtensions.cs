using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.TableService.Compat;

namespace Microsoft.Extensions.Hosting;

/// <summary>Makes a host a client of a cluster in another process; there is none here, so its use is refused.</summary>
public static class OrleansClientGenericHostExtensions
{
    /// <summary>Makes the host a client and configures it.</summary>
    public static IHostApplicationBuilder UseOrleansClient(
        this IHostApplicationBuilder hostAppBuilder, Action<IClientBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostAppBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(AddClient(hostAppBuilder.Services, hostAppBuilder.Configuration));
        return hostAppBuilder;
    }

    /// <summary>Makes the host a client and configures it.</summary>
    public static HostApplicationBuilder UseOrleansClient(
        this HostApplicationBuilder hostAppBuilder, Action<IClientBuilder> configureDelegate)
    {
        ((IHostApplicationBuilder)hostAppBuilder).UseOrleansClient(configureDelegate);
        return hostAppBuilder;
    }

    /// <summary>Makes the host a client and configures it.</summary>
    public static IHostBuilder UseOrleansClient(
        this IHostBuilder hostBuilder, Action<IClientBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(hostBuilder);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        return hostBuilder.ConfigureServices((context, services) =>
            configureDelegate(AddClient(services, context.Configuration)));
    }

    /// <summary>Adds a client to the services of a host.</summary>
    public static IServiceCollection AddOrleansClient(
        this IServiceCollection services, Action<IClientBuilder> configureDelegate)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configureDelegate);
        configureDelegate(AddClient(services, new ConfigurationBuilder().Build()));
        return services;
    }

    private static ClientBuilder AddClient(IServiceCollection services, IConfiguration configuration)
        => BuilderMarker.GetOrAdd(
            services,
            () => new ClientBuilder(services, configuration),
            builder =>
            {
                builder.Services.AddSingleton<IClusterClient>(_ => throw NoCluster());
                builder.Services.AddSingleton<IGrainFactory>(_ => throw NoCluster());
                builder.Services.AddSingleton<IHostedService>(_ => throw NoCluster());
            });

    private static NotSupportedException NoCluster() => new(
        "This build runs Orleans inside one process and reaches no other: use UseOrleans in this host, "
        + "or build with -p:Upstream=true to reach a cluster.");
}
