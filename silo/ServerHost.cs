using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.TableService.Gateway;
using Orleans.TableService.Storage;

namespace Orleans.TableService.Silo;

/// <summary>Composes the server: a silo, the table service in it, and the gRPC door before it.</summary>
internal static class ServerHost
{
    // Reading settings once saves the watching of files, which takes longer than all else at start.
    private static readonly string[] HostSettings = ["--hostBuilder:reloadConfigOnChange=false"];

    private static readonly Dictionary<string, string?> Defaults = new(StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",

        // It logs with a stack trace what the program says in one sentence.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        ["Logging:LogLevel:Grpc"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",
        ["Logging:LogLevel:Orleans.TableService"] = "Information",
    };

    /// <summary>The host, not started.</summary>
    public static WebApplication Build(ServerArguments arguments)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = HostSettings,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Configuration.AddInMemoryCollection(arguments.Settings);
        AddLogging(builder.Logging);
        builder.Services.AddOptions<ServerOptions>().BindConfiguration("TableService:Server");
        builder.Services.AddSingleton<IValidateOptions<ServerOptions>, ServerOptionsValidator>();
        builder.Services.AddOptions<TableGatewayOptions>().BindConfiguration("TableService:Gateway");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddTableService());
        ServerCheckpoints.AddTo(builder.Services, builder.Configuration);
        builder.Services.AddTableServiceGateway();
        ServerMetrics.AddTo(builder);
        builder.Services.AddTransient<IConfigureOptions<KestrelServerOptions>, Listener>();
        var app = builder.Build();
        app.MapTableService();
        ServerMetrics.Start(app);
        return app;
    }

    /// <summary>The line that says that the server can be used, with the port that it really has.</summary>
    public static string ReadyLine(WebApplication app)
    {
        var address = new Uri(app.Urls.First());
        var data = app.Services.GetRequiredService<IOptions<StorageOptions>>().Value.DataDirectory;
        var metrics = app.Urls.Count > 1 ? $", metrics on {app.Urls.Last()}/metrics" : "";
        return $"Orleans.TableService is ready on {address.Authority}, data in {Path.GetFullPath(data)}{metrics}";
    }

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddJsonConsole(json =>
        {
            json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            json.UseUtcTimestamp = true;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private sealed class Listener(IOptions<ServerOptions> server, IOptions<TableGatewayOptions> gateway)
        : IConfigureOptions<KestrelServerOptions>
    {
        public void Configure(KestrelServerOptions options)
        {
            options.AddServerHeader = false;
            options.ApplyTableGatewayLimits(gateway.Value);
            options.Listen(server.Value.Address, server.Value.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.CountTableConnections();
            });
            if (server.Value.MetricsPort is { } port)
            {
                options.Listen(
                    server.Value.MetricsAddress, port, listen => listen.Protocols = HttpProtocols.Http1);
            }
        }
    }
}
