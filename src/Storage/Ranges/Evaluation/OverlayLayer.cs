using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// The last state of every key that one group of records changed. Grows while its group is evaluated.
/// </summary>
internal sealed class OverlayLayer
{
    private const int KeptKeysMax = 32_768;
    private const int Patience = 64;

    private readonly KeyTable<EntryState> _keys = new(KeptKeysMax, Patience);
    private readonly ValueMemory _values = new();

    /// <summary>The keys, with the state of each.</summary>
    public KeyTable<EntryState> Keys => _keys;

    public bool TryGet(ReadOnlySpan<byte> key, int hash, out EntryState state)
    {
        var position = _keys.Find(key, hash);
        state = position < 0 ? default : _keys[position];
        return position >= 0;
    }

    /// <summary>Sets the state of a key.</summary>
    public void Set(ReadOnlySpan<byte> key, int hash, in EntryState state) =>
        _keys.GetOrAdd(key, hash, out _) = state;

    /// <summary>Sets the state of a key that has none.</summary>
    public void TryAdd(ReadOnlySpan<byte> key, int hash, in EntryState state)
    {
        ref var kept = ref _keys.GetOrAdd(key, hash, out var isNew);
        if (isNew)
        {
            kept = state;
        }
    }

    /// <summary>
    /// Takes in the states of all keys in another layer; the values that it then gives last until <see cref="Clear"/>.
    /// </summary>
    public void TakeIn(OverlayLayer other)
    {
        for (var i = 0; i < other._keys.Count; i++)
        {
            ref var state = ref other._keys[i];
            Set(other._keys.Key(i), other._keys.Hash(i), state with { Value = _values.Keep(state.Value) });
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _values.Clear();
        _keys.Clear();
    }

    /// <summary>Forgets everything, and keeps little room.</summary>
    public void ReleaseRoom()
    {
        _values.Clear();
        _keys.ReleaseRoom();
    }
}
