using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Compat.Grpc.Tests;

/// <summary>A .NET server.</summary>
public sealed class DotnetEnd : IAsyncLifetime, IServerEnd
{
    private WebApplication _app = null!;

    public Uri Address => new(_app.Urls.First());

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<EchoService>();
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = 1 << 20;
            options.ResponseCompressionAlgorithm = "gzip";
            options.Interceptors.Add<CountingInterceptor>();
        });
        _app = builder.Build();
        _app.MapGrpcService<EchoService>();
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();
}
