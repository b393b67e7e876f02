namespace Orleans.TableService.Storage.Index;

/// <summary>
/// Reads fields from bytes that may be damaged: whatever they hold, it ends in a value or an <see
/// cref="InvalidDataException"/>.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes that are left.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    public byte ReadByte()
    {
        if (Remaining == 0)
        {
            throw Truncated();
        }

        return _bytes[Position++];
    }

    /// <summary>Seven bits per byte, the low ones first; the high bit says that more follow.</summary>
    public ulong ReadVarUInt64()
    {
        // Most numbers are small.
        if (Position < _bytes.Length && _bytes[Position] < 0x80)
        {
            return _bytes[Position++];
        }

        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = ReadByte();
            if (shift == 63 && part > 1)
            {
                break;
            }

            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number does not fit into 64 bits.");
    }

    /// <summary>A number that is never negative.</summary>
    public long ReadCount()
    {
        var value = ReadVarUInt64();
        return value <= long.MaxValue ? (long)value : throw new InvalidDataException("A number is out of its bounds.");
    }

    /// <summary>A signed number, zigzag.</summary>
    public long ReadVarInt64()
    {
        var value = ReadVarUInt64();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A length and that many bytes.</summary>
    public ReadOnlySpan<byte> ReadSized()
    {
        var length = ReadVarUInt64();
        return length <= (ulong)Remaining ? ReadBytes((int)length) : throw Truncated();
    }

    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        if (length > Remaining)
        {
            throw Truncated();
        }

        var bytes = _bytes.Slice(Position, length);
        Position += length;
        return bytes;
    }

    private static InvalidDataException Truncated() => new("The bytes end inside a field.");
}
