using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Ranges.Feed;

/// <summary>One transaction as watches see it. Immutable; shared by all who watch.</summary>
internal sealed class FeedRecord
{
    private FeedRecord(
        long lsn, DateTimeOffset committedAt, ReadOnlyMemory<byte> pKey, TableChange[] changes, int sizeBytes)
    {
        Lsn = lsn;
        CommittedAt = committedAt;
        PKey = pKey;
        Changes = changes;
        SizeBytes = sizeBytes;
    }

    public long Lsn { get; }

    public DateTimeOffset CommittedAt { get; }

    public ReadOnlyMemory<byte> PKey { get; }

    public TableChange[] Changes { get; }

    /// <summary>Size of its record in the journal.</summary>
    public int SizeBytes { get; }

    /// <summary>Decodes a record; keys and values are slices of its payload.</summary>
    public static FeedRecord Decode(in JournalRecord record)
    {
        var reader = new RecordReader(record);
        var committedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.Header.CommitMs);
        var changes = new TableChange[reader.Header.Count];
        for (var i = 0; reader.TryRead(out var effect); i++)
        {
            changes[i] = new TableChange
            {
                Kind = effect.Kind,
                Cause = effect.Cause,
                Revision = record.Lsn,
                LKey = effect.LKey,
                Entry = effect.Kind == ChangeKind.Put ? effect.State.ToEntry(effect.LKey) : null,
                Previous = effect.HasPrevious ? effect.Previous : null,
                CommittedAt = committedAt,
            };
        }

        return new FeedRecord(record.Lsn, committedAt, reader.Header.PKey, changes, record.Payload.Length);
    }
}
