using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Options;

namespace Orleans.TableService.Gateway;

/// <summary>
/// The size of messages to and from the services that carry entries; other services keep gRPC's default of 4 MiB.
/// </summary>
internal sealed class MessageLimits(IOptions<TableGatewayOptions> gateway)
    : IConfigureOptions<GrpcServiceOptions<TablesService>>, IConfigureOptions<GrpcServiceOptions<BackupService>>
{
    public void Configure(GrpcServiceOptions<TablesService> options)
    {
        options.MaxReceiveMessageSize = gateway.Value.MessageSizeMaxBytes;
        options.MaxSendMessageSize = null;
    }

    public void Configure(GrpcServiceOptions<BackupService> options)
    {
        options.MaxReceiveMessageSize = gateway.Value.MessageSizeMaxBytes;
        options.MaxSendMessageSize = null;
    }
}
