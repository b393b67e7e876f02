namespace Orleans.TableService.Storage.Index;

/// <summary>The point keys of a batch of transactions, one slot each, with what the index holds under them.</summary>
/// <remarks>
/// Made once per range and used again for each batch: keys lie back to back in one buffer. A transaction's slots follow
/// the order of its compares, success and failure operations; operations on intervals have an empty slot.
/// </remarks>
/// <param name="patience">Batches in a row with less than a quarter of the room after which it is given back.</param>
internal sealed class PointKeys(int patience)
{
    private const int ReadTogetherMax = 64;
    private const long LoadedSizeMaxBytes = 16 << 20;

    private KeptRoom _keptBytes = new(16 << 10, patience, 1 << 20);
    private KeptRoom _keptSlots = new(256, patience);
    private byte[] _bytes = new byte[4096];
    private Slot[] _slots = new Slot[64];
    private byte[] _packed = [];
    private readonly int[] _ends = new int[ReadTogetherMax];
    private readonly int[] _wanted = new int[ReadTogetherMax];
    private int _length;
    private int _readTogether = ReadTogetherMax;
    private long _settledSizeBytes;

    /// <summary>Slots in use.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there are operations on intervals, which have no key.</summary>
    public bool HasEmpty { get; private set; }

    /// <summary>Bytes of the values that were loaded.</summary>
    public long LoadedSizeBytes { get; private set; }

    /// <summary>Whether so much was loaded that the rest is better read one by one, when it is used.</summary>
    public bool IsFull => LoadedSizeBytes > LoadedSizeMaxBytes;

    /// <summary>Whether the slot's key is still to be read from the index.</summary>
    public bool IsWanted(int slot) => _slots[slot].Wanted;

    /// <summary>Whether the bytes of the slot's value are wanted too.</summary>
    public bool NeedsValue(int slot) => _slots[slot].NeedsValue;

    /// <summary>Sets the state of a slot, which is then not read from the index.</summary>
    public void Know(int slot, in EntryState state)
    {
        _slots[slot].State = state;
        _slots[slot].Wanted = false;
    }

    /// <summary>The index key of a slot, valid until the next <see cref="Add"/> or <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Key(int slot) => _bytes.AsSpan(_slots[slot].Start, _slots[slot].Length);

    /// <summary>The hash of a slot's key, as <see cref="KeyTable{T}"/> takes it.</summary>
    public int Hash(int slot)
    {
        ref var hash = ref _slots[slot].Hash;
        return hash != 0 ? hash : hash = KeyHash.Of(Key(slot));
    }

    /// <summary>What the index holds under a slot's key.</summary>
    public ref readonly EntryState State(int slot) => ref _slots[slot].State;

    /// <summary>Sets what the index holds under a slot's key.</summary>
    public void Load(int slot, ReadOnlySpan<byte> entry)
    {
        ref var state = ref _slots[slot].State;
        state = EntryCodec.Read(entry, _slots[slot].NeedsValue);
        _slots[slot].Wanted = false;
        LoadedSizeBytes += state.Value.Bytes.Length;
    }

    /// <summary>Leaves a key out of the read: a newer state of it is known, or that there is none.</summary>
    public void Skip(int slot) => _slots[slot].Wanted = false;

    /// <summary>Adds a slot for the key of <paramref name="lKey"/>.</summary>
    /// <param name="prefix">What stands before the lKey.</param>
    /// <param name="lKey">The lKey.</param>
    /// <param name="needsValue">Whether bytes are wanted; else a loaded entry has everything but these.</param>
    public void Add(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> lKey, bool needsValue)
    {
        var length = prefix.Length + lKey.Length;
        if (_length + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        }

        prefix.CopyTo(_bytes.AsSpan(_length));
        lKey.CopyTo(_bytes.AsSpan(_length + prefix.Length));
        Append(new Slot { Start = _length, Length = length, Wanted = true, NeedsValue = needsValue });
        _length += length;
    }

    /// <summary>Adds a slot that has no key.</summary>
    public void AddEmpty()
    {
        HasEmpty = true;
        Append(default);
    }

    /// <summary>
    /// The next wanted keys back to back, as a multi-get takes them: not all, for values may be large.
    /// </summary>
    /// <param name="next">The slot to begin with; then the one behind the last that was looked at.</param>
    /// <param name="ends">Where each key ends.</param>
    /// <param name="slots">The slot of each key; none when there are no more.</param>
    public ReadOnlySpan<byte> Pack(ref int next, out ReadOnlySpan<int> ends, out ReadOnlySpan<int> slots)
    {
        var count = 0;
        var length = 0;
        for (; next < Count && count < _readTogether; next++)
        {
            if (_slots[next].Wanted)
            {
                length += _slots[next].Length;
                _wanted[count] = next;
                _ends[count++] = length;
            }
        }

        ends = _ends.AsSpan(0, count);
        slots = _wanted.AsSpan(0, count);
        return PackSome(slots, length);
    }

    /// <summary>Lets what was loaded so far tell nothing of how many to read together.</summary>
    public void Unlearn() => _settledSizeBytes = LoadedSizeBytes;

    /// <summary>Marks slots as read, and learns from their values how many to read together.</summary>
    public void Settle(ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots)
        {
            _slots[slot].Wanted = false;
        }

        var isMuch = LoadedSizeBytes - _settledSizeBytes > LoadedSizeMaxBytes / 4;
        _readTogether = isMuch ? Math.Max(1, _readTogether / 8) : Math.Min(ReadTogetherMax, _readTogether * 2);
        _settledSizeBytes = LoadedSizeBytes;
    }

    /// <summary>Forgets everything, and buffers that grew beyond reason.</summary>
    public void Clear()
    {
        if (!_keptBytes.Keeps(_bytes.Length, _length))
        {
            RenewBytes();
        }

        if (_keptSlots.Keeps(_slots.Length, Count))
        {
            _slots.AsSpan(0, Count).Clear();
        }
        else
        {
            RenewSlots();
        }

        Count = _length = 0;
        HasEmpty = false;
        LoadedSizeBytes = _settledSizeBytes = 0;
    }

    /// <summary>Forgets everything, and keeps little room.</summary>
    public void ReleaseRoom()
    {
        Clear();
        if (!_keptBytes.IsSmall(_bytes.Length))
        {
            RenewBytes();
        }

        if (!_keptSlots.IsSmall(_slots.Length))
        {
            RenewSlots();
        }
    }

    private void RenewBytes()
    {
        _bytes = new byte[4096];
        _packed = [];
    }

    private void RenewSlots() => _slots = new Slot[64];

    private ReadOnlySpan<byte> PackSome(ReadOnlySpan<int> slots, int length)
    {
        if (slots.IsEmpty)
        {
            return default;
        }

        // Mostly all are wanted, and lie as they have to already.
        var start = _slots[slots[0]].Start;
        if (_slots[slots[^1]].Start + _slots[slots[^1]].Length - start == length)
        {
            return _bytes.AsSpan(start, length);
        }

        if (_packed.Length < length)
        {
            _packed = new byte[Math.Max(length, _bytes.Length)];
        }

        var position = 0;
        foreach (var slot in slots)
        {
            Key(slot).CopyTo(_packed.AsSpan(position));
            position += _slots[slot].Length;
        }

        return _packed.AsSpan(0, length);
    }

    private void Append(Slot slot)
    {
        if (Count == _slots.Length)
        {
            Array.Resize(ref _slots, _slots.Length * 2);
        }

        _slots[Count++] = slot;
    }

    private struct Slot
    {
        public int Start;
        public int Length;
        public int Hash;
        public bool Wanted;
        public bool NeedsValue;
        public EntryState State;
    }
}
