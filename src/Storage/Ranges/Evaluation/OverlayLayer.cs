using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// The last state of every key that one group of records changed. Grows while its group is evaluated.
/// </summary>
internal sealed class OverlayLayer
{
    // A layer that grew beyond this is not kept for another group.
    private const int KeptKeysMax = 16_384;

    private readonly Dictionary<byte[], EntryState> _states = new(KeyBytesComparer.Instance);
    private readonly Dictionary<byte[], EntryState>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    public OverlayLayer() => _bySpan = _states.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>The states by index key, in no order.</summary>
    public Dictionary<byte[], EntryState> States => _states;

    /// <summary>Whether the layer may be cleared and used again.</summary>
    public bool IsReusable => _states.EnsureCapacity(0) <= KeptKeysMax;

    public bool TryGet(ReadOnlySpan<byte> key, out EntryState state) => _bySpan.TryGetValue(key, out state);

    public void Set(byte[] key, in EntryState state) => _states[key] = state;

    public void Clear() => _states.Clear();
}
