using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>Entries under their keys, without references to objects: see <see cref="KeyTable"/>.</summary>
internal sealed class RecentGeneration
{
    private readonly KeyTable _keys = new();
    private Entry[] _entries = new Entry[8];

    public int Count => _keys.Count;

    public int KeyBytes => _keys.SizeBytes;

    public int Capacity => _keys.Capacity;

    private bool IsUsed => Count >= Capacity / 4 && KeyBytes >= _keys.CapacityBytes / 4;

    /// <summary>An empty generation: the one that is given, if it used the memory that it has.</summary>
    public static RecentGeneration Emptied(RecentGeneration? given)
    {
        if (given is not { IsUsed: true })
        {
            return new RecentGeneration();
        }

        given._keys.Clear();
        return given;
    }

    public bool TryGet(ReadOnlySpan<byte> key, int hash, out EntryState state)
    {
        var position = _keys.Find(key, hash);
        state = position < 0 ? default : _entries[position].ToState();
        return position >= 0;
    }

    public void Set(ReadOnlySpan<byte> key, int hash, in EntryState state)
    {
        var position = _keys.Find(key, hash);
        if (position < 0)
        {
            position = _keys.Add(key, hash);
            if (position == _entries.Length)
            {
                Array.Resize(ref _entries, _keys.Capacity);
            }
        }

        _entries[position] = new Entry(state);
    }

    private readonly struct Entry(in EntryState state)
    {
        private readonly bool _exists = state.Exists;
        private readonly bool _isNumber = state.Value.IsNumber;
        private readonly long _number = state.Value.Number;
        private readonly long _createRevision = state.CreateRevision;
        private readonly long _modRevision = state.ModRevision;
        private readonly long _version = state.Version;
        private readonly long _leaseId = state.LeaseId;
        private readonly long _expiresAtMs = state.ExpiresAtMs;

        public EntryState ToState() => new()
        {
            Exists = _exists,
            Value = _isNumber ? new TableValue(_number) : default,
            CreateRevision = _createRevision,
            ModRevision = _modRevision,
            Version = _version,
            LeaseId = _leaseId,
            ExpiresAtMs = _expiresAtMs,
        };
    }
}
