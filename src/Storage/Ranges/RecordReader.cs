using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>Reads the payload of a record. What it hands out are slices of the payload, not copies.</summary>
internal ref struct RecordReader
{
    private readonly ReadOnlyMemory<byte> _payload;
    private readonly long _lsn;
    private ByteReader _reader;
    private int _read;

    /// <summary>Reads the header.</summary>
    /// <exception cref="InvalidDataException">The payload is not that of a record.</exception>
    public RecordReader(in JournalRecord record)
    {
        _payload = record.Payload;
        _lsn = record.Lsn;
        _reader = new ByteReader(_payload.Span);
        var version = _reader.ReadByte();
        var flags = _reader.ReadByte();
        if (version != RecordFormat.Version || (flags & ~RecordFormat.HasOperationId) != 0)
        {
            throw new InvalidDataException("A record has a format that this version does not know.");
        }

        var commitMs = _reader.ReadCount();
        var operationId = (flags & RecordFormat.HasOperationId) != 0 ? ReadSized() : default;
        var pKey = ReadSized();
        var count = _reader.ReadVarUInt64();
        Header = count <= (ulong)_reader.Remaining
            ? new RecordHeader(commitMs, operationId, pKey, (int)count)
            : throw new InvalidDataException("A record has fewer keys than it says.");
    }

    /// <summary>What the record says once.</summary>
    public RecordHeader Header { get; }

    /// <summary>Reads the next effect.</summary>
    /// <returns><see langword="false"/> behind the last.</returns>
    /// <exception cref="InvalidDataException">The payload is not that of a record.</exception>
    public bool TryRead(out KeyEffect effect)
    {
        if (_read == Header.Count)
        {
            effect = default;
            return _reader.Remaining == 0 ? false : throw new InvalidDataException("A record goes on behind its keys.");
        }

        _read++;
        var flags = _reader.ReadByte();
        var cause = (ChangeCause)_reader.ReadByte();
        if ((flags & ~RecordFormat.KnownKeyFlags) != 0 || cause is < ChangeCause.Client or > ChangeCause.Lease)
        {
            throw new InvalidDataException("A key of a record has a format that this version does not know.");
        }

        var isDelete = (flags & RecordFormat.IsDelete) != 0;
        var hasPrevious = (flags & RecordFormat.HasPrevious) != 0;
        effect = new KeyEffect
        {
            Kind = isDelete ? ChangeKind.Delete : ChangeKind.Put,
            Cause = cause,
            LKey = ReadSized(),
            ReplacedRevision = _reader.ReadCount(),
            HasModRevision = (flags & RecordFormat.HasModRevision) != 0,
            State = isDelete ? default : ReadState(flags),
            HasPrevious = hasPrevious,
            Previous = hasPrevious ? ReadValue((flags & RecordFormat.PreviousIsNumber) != 0) : default,
        };
        return true;
    }

    private EntryState ReadState(byte flags) => new()
    {
        Exists = true,
        CreateRevision = _reader.ReadCount(),
        ModRevision = (flags & RecordFormat.HasModRevision) != 0 ? _reader.ReadCount() : _lsn,
        Version = _reader.ReadCount(),
        LeaseId = (flags & RecordFormat.HasLease) != 0 ? _reader.ReadVarInt64() : 0,
        ExpiresAtMs = (flags & RecordFormat.HasExpiry) != 0 ? _reader.ReadVarInt64() : 0,
        Value = ReadValue((flags & RecordFormat.IsNumber) != 0),
    };

    private TableValue ReadValue(bool isNumber) =>
        isNumber ? new TableValue(_reader.ReadVarInt64()) : new TableValue(ReadSized());

    private ReadOnlyMemory<byte> ReadSized()
    {
        var length = _reader.ReadSized().Length;
        return _payload.Slice(_reader.Position - length, length);
    }
}
