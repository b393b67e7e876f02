using System.Buffers;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// The keys that one transaction wrote, in the order of their first write. Used again for each transaction.
/// </summary>
internal sealed class TransactionScratch
{
    private const int KeptKeysMax = 1024;
    private const int KeptKeyBytesMax = 1 << 20;

    /// <summary>What a written key weighs beside its bytes and values.</summary>
    public const int KeyOverheadBytes = 64;

    private KeyTable _keys = new();
    private KeyChange[] _changes = new KeyChange[8];

    /// <summary>Keys written.</summary>
    public int Count => _keys.Count;

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
    public ReadOnlySpan<byte> Key(int position) => _keys.Key(position);

    /// <summary>The hash of a written key by its position.</summary>
    public int Hash(int position) => _keys.Hash(position);

    /// <summary>The position of a key; -1 when it was not written.</summary>
    public int Find(ReadOnlySpan<byte> key, int hash) => _keys.Find(key, hash);

    /// <summary>Writes a key; <paramref name="before"/> counts at the first write only.</summary>
    public void Write(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> lKey, in EntryState before, in EntryState now)
    {
        var hash = KeyTable.HashOf(key);
        var position = Find(key, hash);
        if (position >= 0)
        {
            SizeBytes += now.Value.Bytes.Length - _changes[position].Now.Value.Bytes.Length;
            _changes[position].Now = now;
            return;
        }

        position = _keys.Add(key, hash);
        if (position == _changes.Length)
        {
            Array.Resize(ref _changes, _keys.Capacity);
        }

        _changes[position] = new KeyChange { LKey = lKey, Before = before, Now = now };
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
                layer.Set(_keys.Key(i), _keys.Hash(i), _changes[i].Now);
            }
        }

        Clear();
    }

    /// <summary>Forgets everything, and buffers that grew beyond reason.</summary>
    public void Clear()
    {
        if (_keys.Capacity > KeptKeysMax || _keys.CapacityBytes > KeptKeyBytesMax)
        {
            _keys = new KeyTable();
            _changes = new KeyChange[8];
        }
        else
        {
            _changes.AsSpan(0, Count).Clear();
            _keys.Clear();
        }

        SizeBytes = 0;
    }
}
