using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Orleans.TableService.Gateway;

/// <summary>Gives a Kestrel server the limits of <see cref="TableGatewayOptions"/>.</summary>
public static class KestrelLimits
{
    /// <summary>Flow-control windows: large enough that one connection fills a fast network.</summary>
    private const int WindowBytes = 1 << 20;

    /// <summary>
    /// Applies connections, calls, keep-alive pings and windows; the body's size is the messages' own limit.
    /// </summary>
    public static void ApplyTableGatewayLimits(this KestrelServerOptions kestrel, TableGatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(options);
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = options.ConnectionsMax;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.Http2.MaxStreamsPerConnection = options.CallsPerConnectionMax;
        limits.Http2.KeepAlivePingDelay = options.KeepAlivePingDelay;
        limits.Http2.KeepAlivePingTimeout = options.KeepAlivePingTimeout;
        limits.Http2.InitialStreamWindowSize = WindowBytes;
        limits.Http2.InitialConnectionWindowSize = 2 * WindowBytes;
    }
}
