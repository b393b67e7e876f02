using System.Runtime.CompilerServices;
using Orleans.TableService.Client.Orleans.Calls;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans;

/// <summary>Backups over the streams' and ranges' grains.</summary>
internal sealed class OrleansTableBackup(IGrainFactory grains) : ITableBackup
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<BackupChunk> ExportAsync(
        string namespaceName,
        string name,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var map = await GetMapAsync(namespaceName, name, cancellationToken).ConfigureAwait(false);
        foreach (var range in map.Ranges)
        {
            var items = grains.GetRange(new RangeId(map.Stream.Id, range.Number)).ExportAsync(cancellationToken);
            var isLast = false;
            await foreach (var item in items.ConfigureAwait(false))
            {
                isLast = item.IsLast;
                yield return ReadOrThrow(item, range.Interval);
            }

            if (!isLast)
            {
                throw Faults.Unavailable("The export of a range ended without a word.").ToException();
            }
        }
    }

    /// <inheritdoc/>
    public async Task ImportAsync(
        string namespaceName,
        string name,
        BackupChunk chunk,
        long revisionFloor,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        var map = await GetMapAsync(namespaceName, name, cancellationToken).ConfigureAwait(false);
        var call = new ImportCall { Entries = chunk.Entries, RevisionFloor = revisionFloor };
        var replies = map.Ranges
            .Where(range => Overlaps(range.Interval, chunk.Interval))
            .Select(range => ImportAsync(new RangeId(map.Stream.Id, range.Number), call, cancellationToken));
        var count = (await Task.WhenAll(replies).ConfigureAwait(false)).Sum(reply => reply.Count);
        if (count != chunk.Count)
        {
            throw Faults.InvalidRequest(
                "entries", $"{count} of the chunk's {chunk.Count} entries belong into '{name}'.").ToException();
        }
    }

    private Task<ImportReply> ImportAsync(RangeId id, ImportCall call, CancellationToken cancellationToken) =>
        AdminCall.WriteAsync(grains.GetRange(id).ImportAsync(call, cancellationToken), cancellationToken);

    private async Task<RangeMap> GetMapAsync(
        string namespaceName, string name, CancellationToken cancellationToken)
    {
        ResourceName.ThrowIfInvalid("namespace", namespaceName);
        ResourceName.ThrowIfInvalid("stream", name);
        var stream = await AdminCall
            .ReadAsync(grains.GetNamespace(namespaceName).GetStreamAsync(name, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return await AdminCall
            .ReadAsync(grains.GetStream(stream.Id).GetMapAsync(cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    private static BackupChunk ReadOrThrow(ExportItem item, KeyInterval interval) => item.Fault is { } fault
        ? throw fault.ToException()
        : new BackupChunk
        {
            Interval = interval,
            Revision = item.Revision,
            Count = item.Count,
            IsLast = item.IsLast,
            Entries = item.Entries,
        };

    private static bool Overlaps(in KeyInterval left, in KeyInterval right) =>
        IsBefore(left.Start, right.End) && IsBefore(right.Start, left.End);

    private static bool IsBefore(ReadOnlyMemory<byte> start, ReadOnlyMemory<byte>? end) =>
        end is not { } bound || start.Span.SequenceCompareTo(bound.Span) < 0;
}
