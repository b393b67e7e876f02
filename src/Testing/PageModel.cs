namespace Orleans.TableService.Testing;

/// <summary>Cuts a page out of the entries of an interval.</summary>
internal static class PageModel
{
    public static RangeResult Read(IEnumerable<TableEntry> ascending, RangeOperation range, int pageSizeMaxBytes)
    {
        if (range.CountOnly)
        {
            return new RangeResult { Entries = [], Count = ascending.LongCount() };
        }

        var page = new List<TableEntry>();
        var pageSizeBytes = 0L;
        foreach (var stored in range.Descending ? ascending.Reverse() : ascending)
        {
            var entry = range.KeysOnly ? stored with { Value = default } : stored;
            pageSizeBytes += SizeBytes(entry);
            var isFull = page.Count > 0 && (page.Count == range.Limit || pageSizeBytes > pageSizeMaxBytes);
            if (isFull)
            {
                return new RangeResult { Entries = page, Count = page.Count, More = true };
            }

            page.Add(entry);
        }

        return new RangeResult { Entries = page, Count = page.Count };
    }

    private static long SizeBytes(TableEntry entry) =>
        entry.LKey.Length + (entry.Value.IsNumber ? sizeof(long) : entry.Value.Bytes.Length);
}
