using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Orleans.TableService.Gateway;

/// <summary>Writes the batches of one watch, large ones in parts.</summary>
internal sealed class WatchWriter(IServerStreamWriter<Wire.WatchReply> replies, int messageSizeMaxBytes)
{
    /// <summary>
    /// Bytes of a change beside its keys and values, and of a reply beside its changes; never too few.
    /// </summary>
    private const int OverheadBytes = 96;

    /// <summary>Whether something was written.</summary>
    public bool HasBegun { get; private set; }

    public async Task WriteAllAsync(IAsyncEnumerable<ChangeBatch> batches, CancellationToken cancellationToken)
    {
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            await WriteAsync(batch, cancellationToken);
        }
    }

    private async Task WriteAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        var reply = new Wire.WatchReply { Revision = batch.Revision, Created = !HasBegun };
        HasBegun = true;
        var size = OverheadBytes;
        for (var i = 0; i < batch.Changes.Count; i++)
        {
            var change = batch.Changes[i];
            var changeSize = SizeOf(change);
            if (size + changeSize > messageSizeMaxBytes && reply.Changes.Count > 0)
            {
                reply.Partial = true;
                await replies.WriteAsync(reply, cancellationToken);
                reply = new Wire.WatchReply { Revision = batch.Revision };
                size = OverheadBytes;
            }

            reply.Changes.Add(Write(change));
            size += changeSize;
        }

        await replies.WriteAsync(reply, cancellationToken);
    }

    private static int SizeOf(TableChange change) => OverheadBytes
        + (2 * change.LKey.Length)
        + (change.Entry?.Value.Bytes.Length ?? 0)
        + (change.Previous?.Bytes.Length ?? 0);

    private static Wire.Change Write(TableChange change) => new()
    {
        Kind = (Wire.ChangeKind)change.Kind,
        Cause = (Wire.ChangeCause)change.Cause,
        Revision = change.Revision,
        LKey = ResultWriter.Wrap(change.LKey),
        Entry = change.Entry is null ? null : ResultWriter.Write(change.Entry),
        Previous = change.Previous is { } previous ? ResultWriter.Write(previous) : null,
        CommittedAt = Timestamp.FromDateTimeOffset(change.CommittedAt),
    };
}
