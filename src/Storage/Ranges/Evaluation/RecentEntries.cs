using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// What a range wrote lately, without the bytes of values: saves writes most of their reads of the index.
/// </summary>
/// <remarks>
/// For the writer's thread, which alone changes the index. Two generations: when the younger is full, the older is let
/// go. All ranges share a budget of entries, so that one busy range has many and many ranges have few each.
/// </remarks>
internal sealed class RecentEntries(RecentEntriesBudget budget)
{
    private Dictionary<byte[], EntryState>? _young;
    private Dictionary<byte[], EntryState>? _old;

    /// <summary>Whether nothing is remembered.</summary>
    public bool IsEmpty => _young is null;

    /// <summary>The entry under a key as it was written last, with everything but the bytes of its value.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out EntryState state)
    {
        state = default;
        return (_young is not null && _young.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out state))
            || (_old is not null && _old.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out state));
    }

    /// <summary>Remembers what a group wrote; its keys are kept.</summary>
    public void Add(OverlayLayer layer)
    {
        if (_young is null)
        {
            budget.Join();
            _young = new(KeyBytesComparer.Instance);
        }

        if (_young.Count >= budget.GenerationCountMax)
        {
            (_old, _young) = (_young, _old ?? new(KeyBytesComparer.Instance));
            _young.Clear();
        }

        foreach (var (key, state) in layer.States)
        {
            _young[key] = state.Value.IsNumber ? state : state with { Value = default };
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        if (_young is not null)
        {
            budget.Leave();
            _young = _old = null;
        }
    }
}
