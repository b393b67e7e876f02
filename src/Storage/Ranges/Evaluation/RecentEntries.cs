using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// What a range wrote lately, without the bytes of values: saves writes most of their reads of the index.
/// </summary>
/// <remarks>For the writer's step, which alone changes the index, but for what says otherwise.</remarks>
/// <param name="budget">What all ranges remember.</param>
/// <param name="forget">
/// Sees to it that a step clears this: called, from any thread, when all of it is too old.
/// </param>
internal sealed class RecentEntries(RecentEntriesBudget budget, Action forget) : IMemoryUser
{
    private KeyTable<RecentEntry>? _young;
    private KeyTable<RecentEntry>? _old;
    private int _turn;

    /// <summary>Entries that are remembered; one that was written in both turns counts twice.</summary>
    public int Count => (_young?.Count ?? 0) + (_old?.Count ?? 0);

    /// <summary>Entries for which there is memory.</summary>
    public int Capacity => (_young?.Capacity ?? 0) + (_old?.Capacity ?? 0);

    /// <inheritdoc/>
    public bool IsStaleIn(int turn) => Volatile.Read(ref _turn) < turn - 1;

    /// <inheritdoc/>
    public void GiveBack() => forget();

    /// <summary>Counts what looks for the keys of a batch came to.</summary>
    public void Looked(int hits, int misses) => budget.Looks.Count(hits, misses);

    /// <summary>The entry under a key as it was written last, with everything but the bytes of its value.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, int hash, out EntryState state) =>
        TryGet(_young, key, hash, out state) || TryGet(_old, key, hash, out state);

    /// <summary>Remembers what a group wrote.</summary>
    public void Add(OverlayLayer layer)
    {
        if (!budget.IsUsed)
        {
            return;
        }

        var young = Enter(budget.Turn);
        var (count, keyBytes) = (young.Count, young.SizeBytes);
        for (var i = 0; i < layer.Keys.Count; i++)
        {
            young.GetOrAdd(layer.Keys.Key(i), layer.Keys.Hash(i), out _) = new RecentEntry(layer.Keys[i]);
        }

        budget.Add(young.Count - count, young.SizeBytes - keyBytes);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        if (_young is not null)
        {
            budget.Leave(this);
            _young = _old = null;
        }
    }

    private static bool TryGet(
        KeyTable<RecentEntry>? entries, ReadOnlySpan<byte> key, int hash, out EntryState state)
    {
        var position = entries?.Find(key, hash) ?? -1;
        state = position < 0 ? default : entries![position].ToState();
        return position >= 0;
    }

    // The budget bounds them, but counts no room: none is kept that a whole turn had too much of.
    private static KeyTable<RecentEntry> Make() => new(keptCountMax: int.MaxValue, patience: 1);

    private KeyTable<RecentEntry> Enter(int turn)
    {
        if (_young is null)
        {
            Volatile.Write(ref _turn, turn);
            budget.Join(this);
            return _young = Make();
        }

        if (turn != _turn)
        {
            var emptied = _old ?? Make();
            emptied.Clear();
            (_old, _young) = (turn == _turn + 1 ? _young : null, emptied);
            Volatile.Write(ref _turn, turn);
        }

        return _young;
    }
}
