using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Orleans.TableService.Silo.Tests;

/// <summary>Takes what an OTLP exporter sends over gRPC, and keeps the bytes.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly byte[] EmptyReply = new byte[5];

    private readonly ConcurrentQueue<byte[]> _received = new();
    private readonly WebApplication _app;

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", TakeAsync);
        _app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", TakeAsync);
    }

    public Uri Address => new(_app.Urls.First());

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Whether a text was among what was sent: strings are themselves in protobuf.</summary>
    public bool HasReceived(string text) =>
        _received.Any(message => message.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var message = new MemoryStream();
        await context.Request.Body.CopyToAsync(message);
        _received.Enqueue(message.ToArray());
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(EmptyReply);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
