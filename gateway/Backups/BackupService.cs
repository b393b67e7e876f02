using Grpc.Core;

namespace Orleans.TableService.Gateway;

/// <summary>
/// The service <c>tableservice.v1.Backups</c>: one chunk at a time, so that a slow reader costs no memory.
/// </summary>
internal sealed class BackupService(ITableService service, StoppingScope stopping, ILogger<BackupService> logger)
    : Wire.Backups.BackupsBase
{
    public override async Task Export(
        Wire.ExportRequest request,
        IServerStreamWriter<Wire.ExportReply> responseStream,
        ServerCallContext context)
    {
        using var scope = stopping.Link(context.CancellationToken);
        await RunAsync(context, async () =>
        {
            var name = NameOf(request.Namespace, request.Stream);
            var chunks = service.Backup.ExportAsync(name.Namespace, name.Table, scope.Token);
            await foreach (var chunk in chunks)
            {
                await responseStream.WriteAsync(new Wire.ExportReply { Chunk = Write(chunk) }, scope.Token);
            }
        });
    }

    public override async Task<Wire.ImportReply> Import(Wire.ImportRequest request, ServerCallContext context)
    {
        await RunAsync(context, () =>
        {
            var name = NameOf(request.Namespace, request.Stream);
            return service.Backup.ImportAsync(
                name.Namespace, name.Table, Read(request.Chunk), request.RevisionFloor, context.CancellationToken);
        });
        return new Wire.ImportReply();
    }

    private async Task RunAsync(ServerCallContext context, Func<Task> runAsync)
    {
        try
        {
            await runAsync();
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            // The client is gone: nobody is left to tell.
        }
        catch (OperationCanceledException) when (stopping.IsStopping)
        {
            FaultStatus.Set(context, StoppingScope.Stopping);
        }
        catch (NotSupportedException e)
        {
            FaultStatus.Set(context, Faults.InvalidRequest("stream", e.Message));
        }
        catch (Exception exception)
        {
            FaultStatus.Set(context, ExceptionFaults.Of(exception, logger));
        }
    }

    private static TableName NameOf(string namespaceName, string stream)
    {
        var name = TableName.Of(namespaceName, stream);
        ResourceName.ThrowIfInvalid("namespace", name.Namespace);
        ResourceName.ThrowIfInvalid("stream", name.Table);
        return name;
    }

    private static Wire.BackupChunk Write(BackupChunk chunk) => new()
    {
        Interval = AdminMessages.Write(chunk.Interval),
        Revision = chunk.Revision,
        Count = chunk.Count,
        Last = chunk.IsLast,
        Entries = ResultWriter.Wrap(chunk.Entries),
    };

    private static BackupChunk Read(Wire.BackupChunk? chunk) => chunk is null
        ? throw OperationReader.Missing("chunk").ToException()
        : new BackupChunk
        {
            Interval = OperationReader.Read(chunk.Interval),
            Revision = chunk.Revision,
            Count = chunk.Count,
            IsLast = chunk.Last,
            Entries = chunk.Entries.Memory,
        };
}
