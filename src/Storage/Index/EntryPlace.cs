using System.Runtime.CompilerServices;

namespace Orleans.TableService.Storage.Index;

/// <summary>Room for one small entry and its key, read by many threads while one at a time writes.</summary>
/// <remarks>
/// Reads take no lock: the stamp is odd while the place is written to, and what was read while the stamp changed does
/// not count.
/// </remarks>
internal struct EntryPlace
{
    /// <summary>Bytes of key and value together; an entry with more has no place.</summary>
    public const int DataSizeBytes = 192;

    private uint _stamp;
    private short _keyLength;
    private short _valueLength;
    private bool _isNumber;
    private long _number;
    private long _createRevision;
    private long _modRevision;
    private long _version;
    private long _leaseId;
    private long _expiresAtMs;
    private Data _data;

    /// <summary>Whether an entry is small enough.</summary>
    public static bool Fits(ReadOnlySpan<byte> key, in EntryState state) =>
        key.Length + state.Value.Bytes.Length <= DataSizeBytes;

    /// <summary>Whether it holds the entry of a key. For who keeps others from writing.</summary>
    public readonly bool Holds(ReadOnlySpan<byte> key) => ((ReadOnlySpan<byte>)_data)[.._keyLength].SequenceEqual(key);

    /// <summary>Reads the entry if it is that of a key; its value is the caller's own.</summary>
    public readonly bool TryRead(ReadOnlySpan<byte> key, out EntryState state)
    {
        state = default;
        var stamp = Volatile.Read(in _stamp);
        int valueLength = _valueLength;
        if ((stamp & 1) != 0 || _keyLength != key.Length || key.Length + valueLength > DataSizeBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> data = _data;
        if (!data[..key.Length].SequenceEqual(key))
        {
            return false;
        }

        state = new EntryState
        {
            Exists = true,
            Value = _isNumber ? new TableValue(_number)
                : valueLength == 0 ? default
                : new TableValue(data.Slice(key.Length, valueLength).ToArray()),
            CreateRevision = _createRevision,
            ModRevision = _modRevision,
            Version = _version,
            LeaseId = _leaseId,
            ExpiresAtMs = _expiresAtMs,
        };
        Volatile.ReadBarrier();
        return _stamp == stamp;
    }

    /// <summary>Writes an entry that fits. For one thread at a time.</summary>
    public void Write(ReadOnlySpan<byte> key, in EntryState state)
    {
        _stamp++;
        Volatile.WriteBarrier();
        var value = state.Value.IsNumber ? default : state.Value.Bytes.Span;
        (_keyLength, _valueLength) = ((short)key.Length, (short)value.Length);
        (_isNumber, _number) = (state.Value.IsNumber, state.Value.Number);
        (_createRevision, _modRevision, _version) = (state.CreateRevision, state.ModRevision, state.Version);
        (_leaseId, _expiresAtMs) = (state.LeaseId, state.ExpiresAtMs);
        key.CopyTo(_data);
        value.CopyTo(((Span<byte>)_data)[key.Length..]);
        Volatile.Write(ref _stamp, _stamp + 1);
    }

    [InlineArray(DataSizeBytes)]
    private struct Data
    {
        private byte _first;
    }
}
