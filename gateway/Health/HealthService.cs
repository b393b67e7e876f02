using Grpc.Core;
using Microsoft.Extensions.Options;
using Orleans.TableService.Protocol.Health;
using HealthBase = Orleans.TableService.Protocol.Health.Health.HealthBase;
using ServingStatus = Orleans.TableService.Protocol.Health.HealthCheckResponse.Types.ServingStatus;

namespace Orleans.TableService.Gateway;

/// <summary>The service <c>grpc.health.v1.Health</c> over the host's health checks.</summary>
internal sealed class HealthService(
    HealthState state,
    StoppingScope stopping,
    IOptions<TableGatewayOptions> options,
    TimeProvider time) : HealthBase
{
    private readonly TimeSpan _pollInterval = options.Value.HealthPollInterval;

    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (!IsKnown(request.Service))
        {
            context.Status = new Status(StatusCode.NotFound, $"The server has no service '{request.Service}'.");
            return new HealthCheckResponse();
        }

        return new HealthCheckResponse { Status = await state.LookAsync(context.CancellationToken) };
    }

    public override async Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var status = await state.LookAsync(context.CancellationToken);
        var response = new HealthListResponse();
        foreach (var service in HealthState.Services)
        {
            response.Statuses.Add(service, new HealthCheckResponse { Status = status });
        }

        return response;
    }

    public override async Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context)
    {
        using var scope = stopping.Link(context.CancellationToken);
        using var timer = new PeriodicTimer(_pollInterval, time);
        ServingStatus? last = null;
        try
        {
            do
            {
                var status = IsKnown(request.Service)
                    ? await state.LookAsync(scope.Token)
                    : ServingStatus.ServiceUnknown;
                if (status != last)
                {
                    await responseStream.WriteAsync(
                        new HealthCheckResponse { Status = status }, context.CancellationToken);
                    last = status;
                }
            }
            while (await timer.WaitForNextTickAsync(scope.Token));
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            // The server is stopping.
            await responseStream.WriteAsync(
                new HealthCheckResponse { Status = ServingStatus.NotServing }, context.CancellationToken);
            FaultStatus.Set(context, StoppingScope.Stopping);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            // The client is gone: nobody is left to tell.
        }
    }

    private static bool IsKnown(string service) => HealthState.Services.Contains(service);
}
