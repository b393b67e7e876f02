using System.Buffers;
using System.Buffers.Binary;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Gathers the records of one group. Not safe for use by two threads.</summary>
/// <param name="firstLsn">Lsn of the first record.</param>
/// <param name="sizeHintBytes">Bytes that are expected; a good guess saves copying.</param>
public sealed class RecordGroupBuilder(long firstLsn, int sizeHintBytes = 256)
{
    private readonly ArrayBufferWriter<byte> _bytes = new(sizeHintBytes);
    private int _count;
    private int _recordStart = -1;

    /// <summary>Lsn of the record that is added next.</summary>
    public long NextLsn => firstLsn + _count;

    /// <summary>Bytes gathered so far.</summary>
    public int SizeBytes => _bytes.WrittenCount;

    /// <summary>Records gathered so far.</summary>
    public int Count => _count;

    /// <summary>Begins a record; its payload is written to what this returns, until <see cref="EndRecord"/>.</summary>
    public IBufferWriter<byte> BeginRecord()
    {
        if (_recordStart >= 0)
        {
            throw new InvalidOperationException("The record before this one was not ended.");
        }

        _recordStart = _bytes.WrittenCount;
        _bytes.GetSpan(RecordGroup.RecordHeaderSizeBytes);
        _bytes.Advance(RecordGroup.RecordHeaderSizeBytes);
        return _bytes;
    }

    /// <summary>Ends the record that was begun.</summary>
    /// <returns>The record's Lsn.</returns>
    public long EndRecord()
    {
        if (_recordStart < 0)
        {
            throw new InvalidOperationException("No record was begun.");
        }

        var length = _bytes.WrittenCount - _recordStart - RecordGroup.RecordHeaderSizeBytes;
        var header = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_bytes.WrittenMemory).Span[_recordStart..];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)length);
        _recordStart = -1;
        return firstLsn + _count++;
    }

    /// <summary>The group of all ended records. The builder is not used afterwards.</summary>
    public RecordGroup Build()
    {
        if (_count == 0 || _recordStart >= 0)
        {
            throw new InvalidOperationException("A group has at least one record, and every record is ended.");
        }

        return new RecordGroup(firstLsn, _count, _bytes.WrittenMemory);
    }
}
