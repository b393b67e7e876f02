using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Orleans.TableService.Gateway;

/// <summary>Serves pipelines, each by a <see cref="PipelineSession"/> of its own.</summary>
internal sealed class PipelineCalls(
    Committer committer,
    StoppingScope stopping,
    IOptions<TableGatewayOptions> options,
    TimeProvider time)
{
    private readonly TableGatewayOptions _options = options.Value;

    public async Task RunAsync(
        IAsyncStreamReader<Wire.PipelineRequest> requests,
        IServerStreamWriter<Wire.PipelineReply> replies,
        ServerCallContext context)
    {
        var session = new PipelineSession(committer, _options, replies, time, context.CancellationToken);
        using var scope = stopping.Link(context.CancellationToken);
        try
        {
            await session.RunAsync(requests, scope.Token);
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            // The client is gone: nobody is left to tell.
        }
        catch (OperationCanceledException) when (stopping.IsStopping)
        {
            FaultStatus.Set(context, StoppingScope.Stopping);
        }
    }
}
