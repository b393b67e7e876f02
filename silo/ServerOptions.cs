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

    /// <summary>The address that <see cref="Bind"/> spells.</summary>
    internal IPAddress Address =>
        Bind == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(Bind, out var address) ? address
        : throw new UsageException($"'{Bind}' is not an IP address to bind to.");
}
