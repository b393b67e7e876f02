using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Orleans.TableService.Gateway;

/// <summary>
/// Serves watches: one message at a time, so that a client that stops reading holds one batch in memory.
/// </summary>
internal sealed class WatchCalls(
    TableCache tables,
    StoppingScope stopping,
    IOptions<TableLimits> limits,
    IOptions<TableGatewayOptions> options,
    ILogger<WatchCalls> logger)
{
    private readonly TableLimits _limits = limits.Value;
    private readonly int _messageSizeMaxBytes = options.Value.WatchReplySizeMaxBytes;

    public async Task RunAsync(
        Wire.WatchRequest request,
        IServerStreamWriter<Wire.WatchReply> replies,
        ServerCallContext context)
    {
        var watch = new WatchRequest
        {
            PKey = request.PKey.Memory,
            LKeys = OperationReader.Read(request.LKeys),
            FromRevision = request.HasFromRevision ? request.FromRevision : null,
        };
        if (TransactionCheck.Check(watch, _limits) is { } fault)
        {
            FaultStatus.Set(context, fault);
            return;
        }

        using var scope = stopping.Link(context.CancellationToken);
        try
        {
            await FollowAsync(TableName.Of(request.Namespace, request.Table), watch, replies, scope.Token);
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            // The client is gone: nobody is left to tell.
        }
        catch (OperationCanceledException) when (stopping.IsStopping)
        {
            FaultStatus.Set(context, StoppingScope.Stopping);
        }
        catch (Exception exception)
        {
            FaultStatus.Set(context, ExceptionFaults.Of(exception, logger));
        }
    }

    private async Task FollowAsync(
        TableName name,
        WatchRequest watch,
        IServerStreamWriter<Wire.WatchReply> replies,
        CancellationToken cancellationToken)
    {
        var table = await tables.OpenAsync(name, cancellationToken);
        var writer = new WatchWriter(replies, _messageSizeMaxBytes);
        try
        {
            await writer.WriteAllAsync(table.WatchAsync(watch, cancellationToken), cancellationToken);
        }
        catch (TableException gone) when (Committer.MayBeStale(gone.Fault))
        {
            tables.Forget(name, table);
            if (writer.HasBegun)
            {
                throw;
            }

            // The table was opened before it was deleted; it may be there again under the same name.
            table = await tables.OpenAsync(name, cancellationToken);
            await writer.WriteAllAsync(table.WatchAsync(watch, cancellationToken), cancellationToken);
        }
    }
}
