using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Index;

/// <summary>
/// Opens a range's index and brings it to the end of the journal, or makes it anew from a checkpoint or the journal.
/// </summary>
internal sealed class IndexRecovery(
    RangeDescriptor descriptor,
    IRangeJournal journal,
    IndexEnvironment environment,
    CheckpointRecovery checkpoints)
{
    private const int ReplayBatchSizeBytes = 2 << 20;

    private readonly string _directory = environment.DirectoryOf(descriptor.Id);
    private byte[] _key = new byte[1024];

    /// <summary>Why an index that was there was given up; <see langword="null"/> when none was.</summary>
    public string? DiscardReason { get; private set; }

    /// <summary>Records that were applied.</summary>
    public long ReplayedCount { get; private set; }

    /// <summary>Opens the index; it then holds every record of the journal.</summary>
    /// <exception cref="JournalCorruptedException">The journal lacks records, or holds others, than the index has
    /// seen.</exception>
    /// <exception cref="RocksException">RocksDB fails, and not because its files are damaged.</exception>
    public RangeIndex Open()
    {
        var index = OpenUsable();
        try
        {
            CatchUp(index);
            environment.RemoveRecoveryWork(descriptor.Id);
            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    private RangeIndex OpenUsable()
    {
        RangeIndex index;
        try
        {
            index = RangeIndex.Open(_directory, environment.OptionsOf(descriptor), environment.EntryCaches);
        }
        catch (RocksException e) when (IndexDamage.Is(e))
        {
            return OpenAnew($"RocksDB cannot open it ({e.Message})");
        }
        catch (InvalidDataException e)
        {
            return OpenAnew(e.Message);
        }

        try
        {
            return index.Meta is { } meta ? Judge(index, meta) : Fill(index);
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    private RangeIndex Judge(RangeIndex index, in IndexMeta meta)
    {
        var reason = meta.JournalId != journal.JournalId || meta.Range != journal.Range
            ? "it belongs to another journal"
            : meta.AppliedLsn < journal.FirstLsn - 1
                ? "it ends before the journal begins"
                : null;
        if (reason is not null)
        {
            index.Dispose();
            return OpenAnew(reason);
        }

        return meta.AppliedLsn <= journal.LastLsn
            ? index
            : throw Corrupted($"the index holds record {meta.AppliedLsn}, but the journal ends at {journal.LastLsn}");
    }

    // One that is there goes only when something better is there, or the journal has everything.
    private RangeIndex OpenAnew(string reason)
    {
        DiscardReason = reason;
        return checkpoints.TryOpen(reason) ?? OpenEmpty();
    }

    // It is new, or its directory was emptied.
    private RangeIndex Fill(RangeIndex index)
    {
        index.Dispose();
        return checkpoints.TryOpen("it is missing") ?? OpenEmpty();
    }

    private RangeIndex OpenEmpty()
    {
        environment.Remove(descriptor.Id);
        return Begin(RangeIndex.Open(_directory, environment.OptionsOf(descriptor), environment.EntryCaches));
    }

    private RangeIndex Begin(RangeIndex index)
    {
        index.Commit(new IndexMeta(journal.Range, journal.JournalId, journal.FirstLsn - 1, 0, 0));
        return index;
    }

    // The record that the index applied last is read again: were it another one, the journal lost what it had
    // acknowledged.
    private void CatchUp(RangeIndex index)
    {
        var meta = index.Meta!.Value;
        var verified = meta.AppliedLsn < journal.FirstLsn;
        if (verified && meta.AppliedLsn >= journal.LastLsn)
        {
            return;
        }

        ReadOnlyMemory<byte> last = default;
        using var reader = journal.OpenReader(verified ? journal.FirstLsn : meta.AppliedLsn);
        while (meta.AppliedLsn < journal.LastLsn || !verified)
        {
            if (!reader.TryRead(out var group))
            {
                throw Corrupted(
                    $"the journal ends at {journal.LastLsn}, but no record behind {meta.AppliedLsn} can be read");
            }

            foreach (var record in group)
            {
                if (record.Lsn > meta.AppliedLsn)
                {
                    meta = Apply(index, record, meta);
                    last = record.Payload;
                }
                else if (record.Lsn == meta.AppliedLsn)
                {
                    verified = IsSame(record, meta);
                }
            }

            if (index.Batch.SizeBytes >= ReplayBatchSizeBytes)
            {
                meta = meta with { AppliedChecksum = Checksum.Of(last.Span) };
                index.Commit(meta);
            }
        }

        if (!last.IsEmpty)
        {
            index.Commit(meta with { AppliedChecksum = Checksum.Of(last.Span) });
        }
    }

    private bool IsSame(in JournalRecord record, in IndexMeta meta) =>
        Checksum.Of(record.Payload.Span) == meta.AppliedChecksum
            ? true
            : throw Corrupted(
                $"the index was made from another record {meta.AppliedLsn} than the journal holds; "
                + "to go on from the journal, remove the index's directory");

    private IndexMeta Apply(RangeIndex index, in JournalRecord record, in IndexMeta meta)
    {
        var reader = new RecordReader(record);
        var prefixLength = WritePrefix(reader.Header.PKey.Span);
        while (reader.TryRead(out var effect))
        {
            var length = prefixLength + effect.LKey.Length;
            EnsureKey(length, prefixLength);
            effect.LKey.Span.CopyTo(_key.AsSpan(prefixLength));
            index.Batch.Set(_key.AsSpan(0, length), effect.State);
        }

        ReplayedCount++;
        return meta with
        {
            AppliedLsn = record.Lsn,
            LastCommitMs = Math.Max(meta.LastCommitMs, reader.Header.CommitMs),
        };
    }

    private int WritePrefix(ReadOnlySpan<byte> pKey)
    {
        EnsureKey(IndexKey.PrefixLength(descriptor.KeyType, pKey), 0);
        return IndexKey.WritePrefix(
            descriptor.KeyType,
            descriptor.KeyType == KeyType.Hash ? Murmur3.Hash(pKey) : 0,
            pKey,
            _key);
    }

    private void EnsureKey(int length, int used)
    {
        if (length > _key.Length)
        {
            var larger = new byte[length * 2];
            _key.AsSpan(0, used).CopyTo(larger);
            _key = larger;
        }
    }

    private JournalCorruptedException Corrupted(string what) => new(Faults.JournalCorrupted(_directory, 0, what));
}
