using System.Runtime.CompilerServices;
using Orleans.TableService.GrainContracts;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Ranges;

/// <summary>
/// Turns exports and imports of an open range into items and replies: failures cross grains as values.
/// </summary>
internal static class RangeBackup
{
    /// <summary>The chunks of the range; a fault is the last item.</summary>
    public static async IAsyncEnumerable<ExportItem> ExportAsync(
        IRangeStore store,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var chunks = store.ExportAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(chunks) is { } item)
        {
            yield return item;
            if (item.Fault is not null)
            {
                yield break;
            }
        }
    }

    /// <summary>Writes what the range owns of a chunk.</summary>
    public static async Task<Reply<ImportReply>> ImportAsync(
        IRangeStore store,
        ImportCall call,
        CancellationToken cancellationToken)
    {
        var chunk = new BackupChunk
        {
            Interval = store.Descriptor.Interval,
            Revision = call.RevisionFloor,
            Count = 0,
            IsLast = false,
            Entries = call.Entries,
        };
        try
        {
            var count = await store.ImportAsync(chunk, call.RevisionFloor, cancellationToken);
            return Replies.Of(new ImportReply { Count = count });
        }
        catch (TableException e)
        {
            return Replies.Failed<ImportReply>(e.Fault);
        }
    }

    private static async ValueTask<ExportItem?> NextAsync(IAsyncEnumerator<BackupChunk> chunks)
    {
        try
        {
            return await chunks.MoveNextAsync()
                ? new ExportItem
                {
                    Revision = chunks.Current.Revision,
                    Count = chunks.Current.Count,
                    IsLast = chunks.Current.IsLast,
                    Entries = chunks.Current.Entries,
                }
                : null;
        }
        catch (TableException e)
        {
            return new ExportItem { Fault = e.Fault };
        }
    }
}
