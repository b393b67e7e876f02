using Google.Protobuf;
using Grpc.Core;
using Orleans.TableService.Protocol.Reflection.V1Alpha;
using V1 = Orleans.TableService.Protocol.Reflection.V1;

namespace Orleans.TableService.Gateway;

/// <summary>
/// The service <c>grpc.reflection.v1alpha.ServerReflection</c>, which older tools ask: the same on the wire.
/// </summary>
internal sealed class ReflectionAlphaService(ReflectionCatalog catalog) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var request = V1.ServerReflectionRequest.Parser.ParseFrom(requestStream.Current.ToByteString());
            var answer = ReflectionAnswers.Answer(catalog, request);
            await responseStream.WriteAsync(
                ServerReflectionResponse.Parser.ParseFrom(answer.ToByteString()), context.CancellationToken);
        }
    }
}
