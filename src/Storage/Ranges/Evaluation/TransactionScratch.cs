using System.Buffers;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// The keys that one transaction wrote, in the order of their first write. Used again for each transaction.
/// </summary>
internal sealed class TransactionScratch
{
    private const int SearchedMax = 16;
    private const int KeptKeysMax = 1024;

    /// <summary>What a written key weighs beside its bytes and values.</summary>
    public const int KeyOverheadBytes = 64;

    private readonly Dictionary<byte[], int> _positions = new(KeyBytesComparer.Instance);
    private KeyChange[] _keys = new KeyChange[8];

    /// <summary>Keys written.</summary>
    public int Count { get; private set; }

    /// <summary>What the writes weigh: keys, values, and the values that they replace. A record is not larger.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Keys whose state after the transaction differs from that before.</summary>
    public int CountEffects()
    {
        var count = 0;
        for (var i = 0; i < Count; i++)
        {
            count += _keys[i].HasEffect ? 1 : 0;
        }

        return count;
    }

    /// <summary>A written key by its position, or by what <see cref="Find"/> returned.</summary>
    public ref KeyChange this[int position] => ref _keys[position];

    /// <summary>The position of a key; -1 when it was not written.</summary>
    public int Find(ReadOnlySpan<byte> key)
    {
        if (Count > SearchedMax)
        {
            return _positions.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var position) ? position : -1;
        }

        for (var i = 0; i < Count; i++)
        {
            if (key.SequenceEqual(_keys[i].Key))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Writes a key; <paramref name="before"/> counts at the first write only.</summary>
    public void Write(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> lKey, in EntryState before, in EntryState now)
    {
        var position = Find(key);
        if (position >= 0)
        {
            SizeBytes += now.Value.Bytes.Length - _keys[position].Now.Value.Bytes.Length;
            _keys[position].Now = now;
            return;
        }

        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, _keys.Length * 2);
        }

        _keys[Count++] = new KeyChange { Key = key.ToArray(), LKey = lKey, Before = before, Now = now };
        SizeBytes += lKey.Length + KeyOverheadBytes + before.Value.Bytes.Length + now.Value.Bytes.Length;
        Index();
    }

    /// <summary>
    /// Writes the record of the transaction; the values are then those of the record, no longer the caller's memory.
    /// </summary>
    public void WriteRecord(IBufferWriter<byte> output, in RecordHeader header, bool keepPrevious)
    {
        RecordWriter.Write(output, header);
        for (var i = 0; i < Count; i++)
        {
            if (_keys[i].HasEffect)
            {
                ref var now = ref _keys[i].Now;
                now = now with { Value = RecordWriter.Write(output, _keys[i].ToEffect(keepPrevious)) };
            }
        }
    }

    /// <summary>Adds what the transaction left to its group's layer.</summary>
    public void MoveTo(OverlayLayer layer)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_keys[i].HasEffect)
            {
                layer.Set(_keys[i].Key, _keys[i].Now);
            }
        }

        Clear();
    }

    /// <summary>Forgets everything, and buffers that grew beyond reason.</summary>
    public void Clear()
    {
        _keys.AsSpan(0, Count).Clear();
        if (_keys.Length > KeptKeysMax)
        {
            _keys = new KeyChange[8];
        }

        _positions.Clear();
        Count = 0;
        SizeBytes = 0;
    }

    // Few keys are found by looking at each; only more are worth a dictionary.
    private void Index()
    {
        if (Count <= SearchedMax)
        {
            return;
        }

        for (var i = _positions.Count; i < Count; i++)
        {
            _positions.Add(_keys[i].Key, i);
        }
    }
}
