using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Gateway.Tests;

/// <summary>A host that serves a table service over HTTP/2 in plain text on a port of the loopback address.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    public static async Task<GatewayHost> StartAsync(
        ITableService service,
        Action<TableGatewayOptions>? configure = null,
        Action<IServiceCollection>? configureServices = null,
        int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var options = new TableGatewayOptions();
        configure?.Invoke(options);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ApplyTableGatewayLimits(options);
            kestrel.Listen(
                System.Net.IPAddress.Loopback, port, listener => listener.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton(service);
        configureServices?.Invoke(builder.Services);
        builder.Services.AddTableServiceGateway(configure);
        var app = builder.Build();
        app.MapTableService();
        await app.StartAsync();
        return new GatewayHost(app);
    }

    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
