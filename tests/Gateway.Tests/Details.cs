using Grpc.Core;
using Orleans.TableService.Protocol.Rpc;
using RpcStatus = Orleans.TableService.Protocol.Rpc.Status;

namespace Orleans.TableService.Gateway.Tests;

/// <summary>Reads what a failed call says of its failure.</summary>
internal static class Details
{
    public static RpcStatus StatusOf(RpcException exception)
    {
        var details = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        Assert.True(details is not null, $"No details came with {exception}");
        return RpcStatus.Parser.ParseFrom(details);
    }

    public static ErrorInfo InfoOf(RpcException exception) => InfoOf(StatusOf(exception));

    public static ErrorInfo InfoOf(RpcStatus status) => Assert.Single(status.Details).Unpack<ErrorInfo>();

    public static async Task<(StatusCode Code, ErrorInfo Info)> FailAsync(Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(call);
        return (exception.StatusCode, InfoOf(exception));
    }
}
