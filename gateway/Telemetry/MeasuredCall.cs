using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Orleans.TableService.Gateway;

/// <summary>
/// Times the calls of one method and tells how they ended; adds nothing to a call that nobody observes.
/// </summary>
internal sealed class MeasuredCall(string method, RequestDelegate next)
{
    private const string StatusName = "grpc-status";

    private readonly KeyValuePair<string, object?> _methodTag = new("method", method);
    private readonly StrongBox<long> _active = GatewayTelemetry.ActiveCalls.GetOrAdd(
        method, _ => new StrongBox<long>());

    /// <summary>Puts it around a method of a gRPC service.</summary>
    public static void Wrap(EndpointBuilder endpoint)
    {
        if (endpoint is { RequestDelegate: { } inner }
            && endpoint.Metadata.OfType<GrpcMethodMetadata>().FirstOrDefault() is { } metadata)
        {
            endpoint.RequestDelegate = new MeasuredCall(metadata.Method.FullName.TrimStart('/'), inner).InvokeAsync;
        }
    }

    private Task InvokeAsync(HttpContext context) =>
        GatewayTelemetry.RequestTime.Enabled || GatewayTelemetry.Activities.HasListeners()
            ? MeasureAsync(context)
            : next(context);

    private async Task MeasureAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        using var activity = GatewayTelemetry.Activities.StartActivity(method);
        Interlocked.Increment(ref _active.Value);
        var status = StatusNames.Unknown;
        try
        {
            await next(context);
            status = StatusOf(context);
        }
        finally
        {
            Interlocked.Decrement(ref _active.Value);
            GatewayTelemetry.RequestTime.Record(
                Stopwatch.GetElapsedTime(start).TotalSeconds, _methodTag, new("status", status));
            activity?.SetTag("rpc.method", method).SetTag("status", status);
            if (status != StatusNames.Ok)
            {
                activity?.SetStatus(ActivityStatusCode.Error, status);
            }
        }
    }

    // A call that fails before its first message has its status among the headers.
    private static string StatusOf(HttpContext context)
    {
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        if (trailers is null || !trailers.TryGetValue(StatusName, out var values))
        {
            values = context.Response.Headers[StatusName];
        }

        return int.TryParse(values, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? StatusNames.Of((StatusCode)code)
            : context.RequestAborted.IsCancellationRequested ? StatusNames.Cancelled : StatusNames.Unknown;
    }
}
