using System.Runtime.CompilerServices;

namespace Orleans.TableService.Cli.Commands.Tables;

/// <summary>Reads a range page by page.</summary>
internal static class RangePages
{
    /// <summary>The entries of the range up to its limit; each page is read as the table then is.</summary>
    public static async IAsyncEnumerable<TableEntry> ReadAsync(
        ITable table,
        ReadOnlyMemory<byte> pKey,
        RangeOperation range,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await table.RangeAsync(pKey, range, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                yield return entry;
            }

            var left = range.Limit == 0 ? 0 : range.Limit - page.Entries.Count;
            if (!page.More || page.Entries.Count == 0 || (range.Limit > 0 && left <= 0))
            {
                yield break;
            }

            range = range with { LKeys = Rest(range, page.Entries[^1].LKey), Limit = left };
        }
    }

    private static KeyInterval Rest(RangeOperation range, ReadOnlyMemory<byte> last) => range.Descending
        ? new KeyInterval(range.LKeys.Start, last)
        : new KeyInterval(KeyBytes.Successor(last.Span), range.LKeys.End);
}
