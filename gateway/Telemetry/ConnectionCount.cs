using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Orleans.TableService.Gateway;

/// <summary>Counts the connections of a listener.</summary>
public static class ConnectionCount
{
    /// <summary>Adds the listener's connections to <c>tableservice.gateway.connections</c>.</summary>
    public static ListenOptions CountTableConnections(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        listen.Use(next => connection => CountAsync(next, connection));
        return listen;
    }

    private static async Task CountAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        GatewayTelemetry.ConnectionOpened();
        try
        {
            await next(connection);
        }
        finally
        {
            GatewayTelemetry.ConnectionClosed();
        }
    }
}
