using Grpc.Core;

namespace Orleans.TableService.Client;

/// <summary>The messages of one watch call as batches; a batch in parts is put together again.</summary>
internal sealed class WatchMessages(IAsyncStreamReader<Wire.WatchReply> replies)
{
    /// <summary>The batch; <see langword="null"/> when it is not to be handed out.</summary>
    public ChangeBatch? Current { get; private set; }

    /// <summary>Up to where the watch has seen everything.</summary>
    public long Revision { get; private set; }

    /// <summary>Whether the batch is the one that states where the watch begins.</summary>
    public bool IsCreated { get; private set; }

    /// <summary>Reads the next batch.</summary>
    /// <exception cref="RpcException">The call ended.</exception>
    public async Task MoveAsync(CancellationToken cancellationToken)
    {
        List<TableChange> changes = [];
        Wire.WatchReply reply;
        do
        {
            if (!await replies.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "The server ended the watch."));
            }

            reply = replies.Current;
            for (var i = 0; i < reply.Changes.Count; i++)
            {
                changes.Add(Read(reply.Changes[i]));
            }
        }
        while (reply.Partial);

        Revision = reply.Revision;
        IsCreated = reply.Created;
        Current = new ChangeBatch { Revision = reply.Revision, Changes = changes };
    }

    /// <summary>Does not hand the batch out.</summary>
    public void Skip() => Current = null;

    private static TableChange Read(Wire.Change change) => new()
    {
        Kind = (ChangeKind)change.Kind,
        Cause = (ChangeCause)change.Cause,
        Revision = change.Revision,
        LKey = change.LKey.Memory,
        Entry = change.Entry is null ? null : ResultReader.Read(change.Entry),
        Previous = change.Previous is null ? null : ResultReader.Read(change.Previous),
        CommittedAt = change.CommittedAt.ToDateTimeOffset(),
    };
}
