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
    private RecentGeneration? _young;
    private RecentGeneration? _old;

    /// <summary>Whether nothing is remembered.</summary>
    public bool IsEmpty => _young is null;

    /// <summary>The entry under a key as it was written last, with everything but the bytes of its value.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, int hash, out EntryState state)
    {
        state = default;
        return (_young is not null && _young.TryGet(key, hash, out state))
            || (_old is not null && _old.TryGet(key, hash, out state));
    }

    /// <summary>Remembers what a group wrote.</summary>
    public void Add(OverlayLayer layer)
    {
        if (_young is null)
        {
            budget.Join();
            _young = new RecentGeneration();
        }

        if (_young.Count >= budget.GenerationCountMax || _young.KeyBytes >= budget.GenerationKeyBytesMax)
        {
            (_old, _young) = (_young, _old ?? new RecentGeneration());
            _young.Clear();
        }

        for (var i = 0; i < layer.Keys.Count; i++)
        {
            _young.Set(layer.Keys.Key(i), layer.Keys.Hash(i), layer.State(i));
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
