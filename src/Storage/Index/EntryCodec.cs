namespace Orleans.TableService.Storage.Index;

/// <summary>The value of an entry in the index. Format: docs/file-format-index.md.</summary>
internal static class EntryCodec
{
    private const byte FormatVersion = 1;
    private const byte NumberFlag = 1;
    private const byte LeaseFlag = 2;
    private const byte ExpiryFlag = 4;
    private const byte KnownFlags = NumberFlag | LeaseFlag | ExpiryFlag;

    /// <summary>Most bytes of an entry whose value has <paramref name="valueLength"/> bytes.</summary>
    public static int SizeMaxBytes(int valueLength) => 1 + (6 * ByteWriter.VarIntSizeMaxBytes) + valueLength;

    /// <summary>Writes an entry; <paramref name="destination"/> has room for <see cref="SizeMaxBytes"/>.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(in EntryState entry, Span<byte> destination)
    {
        var flags = (entry.Value.IsNumber ? NumberFlag : 0)
            | (entry.LeaseId != 0 ? LeaseFlag : 0)
            | (entry.ExpiresAtMs != 0 ? ExpiryFlag : 0);
        destination[0] = (byte)((FormatVersion << 4) | flags);
        var length = 1;
        length += ByteWriter.Count(destination[length..], entry.CreateRevision);
        length += ByteWriter.Count(destination[length..], entry.ModRevision - entry.CreateRevision);
        length += ByteWriter.Count(destination[length..], entry.Version);
        if (entry.LeaseId != 0)
        {
            length += ByteWriter.VarInt64(destination[length..], entry.LeaseId);
        }

        if (entry.ExpiresAtMs != 0)
        {
            length += ByteWriter.VarInt64(destination[length..], entry.ExpiresAtMs);
        }

        if (entry.Value.IsNumber)
        {
            return length + ByteWriter.VarInt64(destination[length..], entry.Value.Number);
        }

        entry.Value.Bytes.Span.CopyTo(destination[length..]);
        return length + entry.Value.Bytes.Length;
    }

    /// <summary>Reads an entry; its value is a copy unless it is left out.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those of an entry.</exception>
    public static EntryState Read(ReadOnlySpan<byte> source, bool withValue = true)
    {
        var entry = Read(source, out var bytes);
        return withValue && bytes.Length > 0 ? entry with { Value = new TableValue(bytes.ToArray()) } : entry;
    }

    /// <summary>Reads an entry but for a value of bytes, which stays where it is; a number is read.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those of an entry.</exception>
    public static EntryState Read(ReadOnlySpan<byte> source, out ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(source);
        var head = reader.ReadByte();
        if (head >> 4 != FormatVersion || (head & 0x0F & ~KnownFlags) != 0)
        {
            throw new InvalidDataException("An index entry has a format that this version does not know.");
        }

        var create = reader.ReadCount();
        var since = reader.ReadCount();
        if (since > long.MaxValue - create)
        {
            throw new InvalidDataException("An index entry has a revision out of its bounds.");
        }

        var entry = new EntryState
        {
            Exists = true,
            CreateRevision = create,
            ModRevision = create + since,
            Version = reader.ReadCount(),
            LeaseId = (head & LeaseFlag) != 0 ? reader.ReadVarInt64() : 0,
            ExpiresAtMs = (head & ExpiryFlag) != 0 ? reader.ReadVarInt64() : 0,
            Value = (head & NumberFlag) != 0 ? ReadNumber(ref reader) : default,
        };
        bytes = reader.ReadBytes(reader.Remaining);
        return entry;
    }

    private static TableValue ReadNumber(ref ByteReader reader)
    {
        var number = reader.ReadVarInt64();
        return reader.Remaining == 0
            ? new TableValue(number)
            : throw new InvalidDataException("An index entry goes on behind its number.");
    }
}
