using System.Buffers;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// The keys that one transaction wrote, in the order of their first write. Used again for each transaction.
/// </summary>
internal sealed class TransactionScratch
{
    private const int KeptKeysMax = 1024;
    private const int Patience = 1024;

    /// <summary>What a written key weighs beside its bytes and values.</summary>
    public const int KeyOverheadBytes = 64;

    private readonly KeyTable<KeyChange> _changes = new(KeptKeysMax, Patience);

    /// <summary>Keys written.</summary>
    public int Count => _changes.Count;

    /// <summary>
    /// What the writes weigh: keys, values, and the values that they replace. A record is not larger.
    /// </summary>
    public long SizeBytes { get; private set; }

    /// <summary>Keys whose state after the transaction differs from that before.</summary>
    public int CountEffects()
    {
        var count = 0;
        for (var i = 0; i < Count; i++)
        {
            count += _changes[i].HasEffect ? 1 : 0;
        }

        return count;
    }

    /// <summary>A written key's change by its position, as <see cref="Find"/> returned it.</summary>
    public ref KeyChange this[int position] => ref _changes[position];

    /// <summary>A written key by its position.</summary>
    public ReadOnlySpan<byte> Key(int position) => _changes.Key(position);

    /// <summary>The hash of a written key by its position.</summary>
    public int Hash(int position) => _changes.Hash(position);

    /// <summary>The position of a key; -1 when it was not written.</summary>
    public int Find(ReadOnlySpan<byte> key, int hash) => _changes.Find(key, hash);

    /// <summary>Writes a key; <paramref name="before"/> counts at the first write only.</summary>
    public void Write(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> lKey, in EntryState before, in EntryState now)
    {
        var hash = KeyHash.Of(key);
        ref var change = ref _changes.GetOrAdd(key, hash, out var isNew);
        if (!isNew)
        {
            SizeBytes += now.Value.Bytes.Length - change.Now.Value.Bytes.Length;
            change.Now = now;
            return;
        }

        change = new KeyChange { LKey = lKey, Before = before, Now = now };
        SizeBytes += lKey.Length + KeyOverheadBytes + before.Value.Bytes.Length + now.Value.Bytes.Length;
    }

    /// <summary>
    /// Writes the record of the transaction; the values are then those of the record, no longer the caller's memory.
    /// </summary>
    public void WriteRecord(IBufferWriter<byte> output, in RecordHeader header, bool keepPrevious, long lsn)
    {
        RecordWriter.Write(output, header);
        for (var i = 0; i < Count; i++)
        {
            if (_changes[i].HasEffect)
            {
                ref var now = ref _changes[i].Now;
                now = now with { Value = RecordWriter.Write(output, _changes[i].ToEffect(keepPrevious, lsn)) };
            }
        }
    }

    /// <summary>Adds what the transaction left to its group's layer.</summary>
    public void MoveTo(OverlayLayer layer)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_changes[i].HasEffect)
            {
                layer.Set(_changes.Key(i), _changes.Hash(i), _changes[i].Now);
            }
        }

        Clear();
    }

    /// <summary>Forgets everything, and buffers that grew beyond reason.</summary>
    public void Clear()
    {
        _changes.Clear();
        SizeBytes = 0;
    }

    /// <summary>Forgets everything, and keeps little room.</summary>
    public void ReleaseRoom()
    {
        _changes.ReleaseRoom();
        SizeBytes = 0;
    }
}
