using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Ranges.Feed;

/// <summary>A settled group; decoded when the first watch looks at it, then for all of them.</summary>
internal sealed class FeedGroup(RecordGroup group)
{
    private FeedRecord[]? _records;

    public long FirstLsn => group.FirstLsn;

    public long LastLsn => group.LastLsn;

    public int SizeBytes => group.Bytes.Length;

    /// <summary>Its records. Two who come at once may both decode; what they get is equal.</summary>
    public FeedRecord[] Records => Volatile.Read(ref _records) ?? Decode();

    private FeedRecord[] Decode()
    {
        var records = new FeedRecord[group.Count];
        var next = 0;
        foreach (var record in group)
        {
            records[next++] = FeedRecord.Decode(record);
        }

        return Interlocked.CompareExchange(ref _records, records, null) ?? records;
    }
}
