using Grpc.Core;
using Orleans.TableService.Protocol.Reflection.V1;

namespace Orleans.TableService.Gateway;

/// <summary>The service <c>grpc.reflection.v1.ServerReflection</c>.</summary>
internal sealed class ReflectionService(ReflectionCatalog catalog) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var answer = ReflectionAnswers.Answer(catalog, requestStream.Current);
            await responseStream.WriteAsync(answer, context.CancellationToken);
        }
    }
}
