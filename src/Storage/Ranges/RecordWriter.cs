using System.Buffers;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>Writes the payload of a record: a header, then each key's effect.</summary>
internal static class RecordWriter
{
    /// <summary>Writes what stands before the effects.</summary>
    public static void Write(IBufferWriter<byte> output, in RecordHeader header)
    {
        output.WriteByte(RecordFormat.Version);
        output.WriteByte(header.OperationId.IsEmpty ? (byte)0 : RecordFormat.HasOperationId);
        output.WriteCount(header.CommitMs);
        if (!header.OperationId.IsEmpty)
        {
            output.WriteSized(header.OperationId.Span);
        }

        output.WriteSized(header.PKey.Span);
        output.WriteCount(header.Count);
    }

    /// <summary>Writes one effect; as many follow a header as it says.</summary>
    /// <param name="output">Hands out memory that stays as it was written, as a builder's array does.</param>
    /// <param name="effect">The effect.</param>
    /// <returns>The value of a put as it lies in the record; of a delete nothing.</returns>
    public static TableValue Write(IBufferWriter<byte> output, in KeyEffect effect)
    {
        output.WriteByte(Flags(effect));
        output.WriteByte((byte)effect.Cause);
        output.WriteSized(effect.LKey.Span);
        output.WriteCount(effect.ReplacedRevision);
        var written = effect.Kind == ChangeKind.Put ? WriteState(output, effect.State, effect.HasModRevision) : default;
        if (effect.HasPrevious)
        {
            WriteValue(output, effect.Previous);
        }

        return written;
    }

    private static byte Flags(in KeyEffect effect)
    {
        var flags = effect.HasPrevious ? RecordFormat.HasPrevious : 0;
        flags |= effect.HasPrevious && effect.Previous.IsNumber ? RecordFormat.PreviousIsNumber : 0;
        if (effect.Kind == ChangeKind.Delete)
        {
            return (byte)(flags | RecordFormat.IsDelete);
        }

        flags |= effect.HasModRevision ? RecordFormat.HasModRevision : 0;
        flags |= effect.State.Value.IsNumber ? RecordFormat.IsNumber : 0;
        flags |= effect.State.LeaseId != 0 ? RecordFormat.HasLease : 0;
        flags |= effect.State.ExpiresAtMs != 0 ? RecordFormat.HasExpiry : 0;
        return (byte)flags;
    }

    private static TableValue WriteState(IBufferWriter<byte> output, in EntryState state, bool hasModRevision)
    {
        output.WriteCount(state.CreateRevision);
        if (hasModRevision)
        {
            output.WriteCount(state.ModRevision);
        }

        output.WriteCount(state.Version);
        if (state.LeaseId != 0)
        {
            output.WriteVarInt64(state.LeaseId);
        }

        if (state.ExpiresAtMs != 0)
        {
            output.WriteVarInt64(state.ExpiresAtMs);
        }

        return WriteValue(output, state.Value);
    }

    private static TableValue WriteValue(IBufferWriter<byte> output, in TableValue value)
    {
        if (value.IsNumber)
        {
            output.WriteVarInt64(value.Number);
            return value;
        }

        var length = value.Bytes.Length;
        output.WriteCount(length);
        if (length == 0)
        {
            return default;
        }

        var written = output.GetMemory(length)[..length];
        value.Bytes.CopyTo(written);
        output.Advance(length);
        return new TableValue(written);
    }
}
