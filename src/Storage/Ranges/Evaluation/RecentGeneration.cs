using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>Entries under their keys, without references to objects: see <see cref="KeyTable{T}"/>.</summary>
internal sealed class RecentGeneration
{
    private readonly KeyTable<Entry> _entries = new(int.MaxValue);

    public int Count => _entries.Count;

    public int KeyBytes => _entries.SizeBytes;

    public int Capacity => _entries.Capacity;

    public bool TryGet(ReadOnlySpan<byte> key, int hash, out EntryState state)
    {
        var position = _entries.Find(key, hash);
        state = position < 0 ? default : _entries[position].ToState();
        return position >= 0;
    }

    public void Set(ReadOnlySpan<byte> key, int hash, in EntryState state) =>
        _entries.GetOrAdd(key, hash, out _) = new Entry(state);

    public void Clear() => _entries.Clear();

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
