using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Orleans.TableService.Client;

/// <summary>Backups over gRPC.</summary>
internal sealed class GrpcBackup(Wire.Backups.BackupsClient client, Calls calls) : ITableBackup
{
    public async IAsyncEnumerable<BackupChunk> ExportAsync(
        string namespaceName,
        string name,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ResourceName.ThrowIfInvalid("namespace", namespaceName);
        ResourceName.ThrowIfInvalid("stream", name);
        var request = new Wire.ExportRequest { Namespace = namespaceName, Stream = name };
        using var call = client.Export(request, cancellationToken: cancellationToken);
        while (await MoveAsync(call.ResponseStream, cancellationToken).ConfigureAwait(false))
        {
            yield return Read(call.ResponseStream.Current.Chunk);
        }
    }

    public async Task ImportAsync(
        string namespaceName,
        string name,
        BackupChunk chunk,
        long revisionFloor,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        ResourceName.ThrowIfInvalid("namespace", namespaceName);
        ResourceName.ThrowIfInvalid("stream", name);
        var request = new Wire.ImportRequest
        {
            Namespace = namespaceName,
            Stream = name,
            Chunk = Write(chunk),
            RevisionFloor = revisionFloor,
        };
        await calls.WriteAsync(
            (call, import) => client.ImportAsync(import, call), request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> MoveAsync(
        IAsyncStreamReader<Wire.ExportReply> replies, CancellationToken cancellationToken)
    {
        try
        {
            return await replies.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw calls.Faults.Of(exception, isRead: true).ToException();
        }
    }

    private static BackupChunk Read(Wire.BackupChunk chunk) => new()
    {
        Interval = ResultReader.Read(chunk.Interval),
        Revision = chunk.Revision,
        Count = chunk.Count,
        IsLast = chunk.Last,
        Entries = chunk.Entries.Memory,
    };

    private static Wire.BackupChunk Write(BackupChunk chunk) => new()
    {
        Interval = TransactionWriter.Write(chunk.Interval),
        Revision = chunk.Revision,
        Count = chunk.Count,
        Last = chunk.IsLast,
        Entries = TransactionWriter.Wrap(chunk.Entries),
    };
}
