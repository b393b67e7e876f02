using System.Net;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>Clustering without a membership store.</summary>
public static class CoreHostingExtensions
{
    /// <summary>A cluster of this one silo. Nothing listens: the ports are taken and not used.</summary>
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder,
        int siloPort = 11111,
        int gatewayPort = 30000,
        IPEndPoint? primarySiloEndpoint = null,
        string serviceId = "dev",
        string clusterId = "dev")
        => builder.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = serviceId;
            options.ClusterId = clusterId;
        });
}
