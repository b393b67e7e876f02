using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.TableService.Gateway;
using Orleans.TableService.Storage;

namespace Orleans.TableService.Silo;

/// <summary>
/// Lets Prometheus fetch the metrics, and sends them by OTLP; each only where the operator asks for it.
/// </summary>
internal static class ServerMetrics
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "streamstorage";

    private static readonly string[] Meters =
        ["Orleans.TableService.*", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>Registers what <see cref="Start"/> needs.</summary>
    public static void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddTableServiceMetrics();
        builder.Services.AddSingleton(provider => MakeMeters(Endpoint(provider)));
        builder.Services.AddSingleton(provider => MakeTraces(Endpoint(provider)));
        builder.Services.AddOptions<StorageOptions>().Configure<IOptions<ServerOptions>, IConfiguration>(
            (storage, server, configuration) => storage.CollectsIndexStatistics |=
                server.Value.MetricsPort is not null || IsSending(server.Value, configuration));
    }

    /// <summary>Begins to listen to the meters, before anything that they measure begins.</summary>
    public static void Start(WebApplication app)
    {
        var server = app.Services.GetRequiredService<IOptions<ServerOptions>>().Value;
        if (server.MetricsPort is not null)
        {
            // The door speaks HTTP/2 only and the port of the metrics HTTP/1 only: the protocol tells them apart.
            app.MapWhen(IsHttp1, branch => branch
                .Use(WithoutEndpoint)
                .UseRouting()
                .UseEndpoints(endpoints => endpoints.MapTableServiceMetrics()));
        }

        if (server.OtlpEndpoint is { } endpoint
            && (!endpoint.IsAbsoluteUri
                || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps)))
        {
            throw new UsageException($"'{endpoint}' is not an http address to send metrics to.");
        }

        if (IsSending(server, app.Configuration))
        {
            app.Services.GetRequiredService<MeterProvider>();
            app.Services.GetRequiredService<TracerProvider>();
        }
    }

    private static bool IsSending(ServerOptions server, IConfiguration configuration) =>
        server.OtlpEndpoint is not null || !string.IsNullOrEmpty(configuration[EndpointVariable]);

    private static Uri? Endpoint(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<ServerOptions>>().Value.OtlpEndpoint;

    private static MeterProvider MakeMeters(Uri? endpoint) => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(resource => resource.AddService(ServiceName).AddEnvironmentVariableDetector())
        .AddMeter(Meters)
        .AddOtlpExporter(exporter => Direct(exporter, endpoint))
        .Build();

    private static TracerProvider MakeTraces(Uri? endpoint) => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(resource => resource.AddService(ServiceName).AddEnvironmentVariableDetector())
        .AddSource(Meters[0])
        .AddOtlpExporter(exporter => Direct(exporter, endpoint))
        .Build();

    // An endpoint that is set here is taken as it is, while one from the environment gets its signal's path.
    private static void Direct(OtlpExporterOptions exporter, Uri? endpoint)
    {
        if (endpoint is not null)
        {
            exporter.Endpoint = endpoint;
        }
    }

    // The host has already looked among the methods of the door.
    private static RequestDelegate WithoutEndpoint(RequestDelegate next) => context =>
    {
        context.SetEndpoint(null);
        return next(context);
    };

    private static bool IsHttp1(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol);
}
