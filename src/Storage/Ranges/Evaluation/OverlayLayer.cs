using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// The last state of every key that one group of records changed. Grows while its group is evaluated.
/// </summary>
internal sealed class OverlayLayer
{
    // A layer that grew beyond this is not kept for another group.
    private const int KeptKeysMax = 16_384;
    private const int KeptKeyBytesMax = 1 << 20;

    private readonly KeyTable _keys = new();
    private readonly ValueMemory _values = new();
    private EntryState[] _states = new EntryState[8];

    /// <summary>The keys; the state of each is at its position.</summary>
    public KeyTable Keys => _keys;

    /// <summary>Whether the layer may be cleared and used again.</summary>
    public bool IsReusable => _keys.Capacity <= KeptKeysMax && _keys.CapacityBytes <= KeptKeyBytesMax;

    /// <summary>The state of the key at a position.</summary>
    public ref readonly EntryState State(int position) => ref _states[position];

    public bool TryGet(ReadOnlySpan<byte> key, int hash, out EntryState state)
    {
        var position = _keys.Find(key, hash);
        state = position < 0 ? default : _states[position];
        return position >= 0;
    }

    /// <summary>Sets the state of a key.</summary>
    public void Set(ReadOnlySpan<byte> key, int hash, in EntryState state)
    {
        var position = _keys.Find(key, hash);
        if (position < 0)
        {
            Add(key, hash, state);
        }
        else
        {
            _states[position] = state;
        }
    }

    /// <summary>Sets the state of a key that has none.</summary>
    public void TryAdd(ReadOnlySpan<byte> key, int hash, in EntryState state)
    {
        if (_keys.Find(key, hash) < 0)
        {
            Add(key, hash, state);
        }
    }

    /// <summary>
    /// Takes in the states of all keys in another layer; the values that it then gives last until <see cref="Clear"/>.
    /// </summary>
    public void TakeIn(OverlayLayer other)
    {
        for (var i = 0; i < other._keys.Count; i++)
        {
            ref var state = ref other._states[i];
            Set(other._keys.Key(i), other._keys.Hash(i), state with { Value = _values.Keep(state.Value) });
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _values.Clear();
        _states.AsSpan(0, _keys.Count).Clear();
        _keys.Clear();
    }

    private void Add(ReadOnlySpan<byte> key, int hash, in EntryState state)
    {
        var position = _keys.Add(key, hash);
        if (position == _states.Length)
        {
            Array.Resize(ref _states, _keys.Capacity);
        }

        _states[position] = state;
    }
}
