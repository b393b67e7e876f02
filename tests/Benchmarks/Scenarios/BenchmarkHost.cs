using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.TableService.Benchmarks.Baselines;
using Orleans.TableService.Gateway;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>Silo, gateway and the echo service in this process, as the standalone server has them.</summary>
internal sealed class BenchmarkHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BenchmarkHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>()
        .Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>The thick client.</summary>
    public ITableService Tables => _app.Services.GetRequiredService<ITableService>();

    public static async Task<BenchmarkHost> StartAsync(string directory)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback,
            0,
            listen => listen.Protocols = HttpProtocols.Http2));
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddTableService(o => o.DataDirectory = directory));
        builder.Services.AddTableServiceGateway();
        var app = builder.Build();
        app.MapTableService();
        app.MapGrpcService<EchoService>();
        await app.StartAsync();
        return new BenchmarkHost(app);
    }

    /// <summary>Starts a host, does something with it and stops it.</summary>
    public static async Task UseAsync(string directory, Func<BenchmarkHost, Task> use)
    {
        await using var host = await StartAsync(directory);
        await use(host);
    }

    public async Task<ITable> CreateTableAsync(string name, int ranges)
    {
        await Tables.Admin.CreateStreamAsync("default", name, new StreamConfiguration { InitialRanges = ranges });
        return await Tables.OpenTableAsync("default", name);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
