using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Orleans.TableService.Silo;

/// <summary>Where the server listens. Bound from <c>TableService:Server</c>.</summary>
public sealed class ServerOptions
{
    /// <summary>Port of the gRPC door; 0 takes a free one. Default 4181.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 4181;

    /// <summary>IP address to listen on. Default 127.0.0.1.</summary>
    [Required]
    public string Bind { get; set; } = "127.0.0.1";

    /// <summary>
    /// Port of <c>/metrics</c> for Prometheus, over HTTP/1.1; 0 takes a free one. Default none: no metrics are served.
    /// </summary>
    [Range(0, 65535)]
    public int? MetricsPort { get; set; }

    /// <summary>IP address that <c>/metrics</c> listens on, whatever the door does. Default 127.0.0.1.</summary>
    [Required]
    public string MetricsBind { get; set; } = "127.0.0.1";

    /// <summary>
    /// Where metrics and traces are sent by OTLP, such as <c>http://collector:4317</c>. Default that of the environment
    /// variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; with neither nothing is sent.
    /// </summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>The address that <see cref="Bind"/> spells.</summary>
    internal IPAddress Address => Parse(Bind);

    /// <summary>The address that <see cref="MetricsBind"/> spells.</summary>
    internal IPAddress MetricsAddress => Parse(MetricsBind);

    private static IPAddress Parse(string bind) =>
        bind == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(bind, out var address) ? address
        : throw new UsageException($"'{bind}' is not an IP address to bind to.");
}
