using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// What a transaction of a batch sees: its own writes, the overlay layers newest first, then the index.
/// </summary>
/// <param name="patience">Batches in a row that need little after which room is given back.</param>
/// <param name="recent">What is known of the index without reading it; for the range's writer only.</param>
internal sealed class BatchState(int patience, RecentEntries? recent = null)
{
    private readonly List<OverlayLayer> _layers = new(4);
    private IIndexView? _view;
    private bool _hasLookedAbove;

    /// <summary>The point keys of the batch.</summary>
    public PointKeys Points { get; } = new(patience);

    /// <summary>The writes of the transaction that is evaluated.</summary>
    public TransactionScratch Scratch { get; } = new();

    /// <summary>Whether nobody waits for the transaction any more; asked by what takes long.</summary>
    public Func<bool> IsGivenUp { get; set; } = static () => false;

    /// <summary>Whether anything lies over the index.</summary>
    public bool HasOverlay => _layers.Count > 0 || Scratch.Count > 0;

    /// <summary>Begins a batch when the last has ended; <see cref="Points"/> are added next.</summary>
    /// <param name="layersOldestFirst">Groups in flight, then the layer of this batch; none for reads.</param>
    public void Begin(ReadOnlySpan<OverlayLayer> layersOldestFirst)
    {
        _layers.Clear();
        _hasLookedAbove = false;
        for (var i = layersOldestFirst.Length - 1; i >= 0; i--)
        {
            _layers.Add(layersOldestFirst[i]);
        }
    }

    /// <summary>Reads the point keys from the index, but for those that a layer knows better.</summary>
    public void Load(IIndexView view)
    {
        _view = view;
        LookAbove();
        view.Load(Points);
    }

    /// <summary>The same without waiting for the disk.</summary>
    /// <returns>
    /// <see langword="false"/> if memory alone does not tell what the batch sees: it is to be loaded otherwise.
    /// </returns>
    public bool TryLoadFromMemory(RangeIndex index)
    {
        if (Points.HasEmpty)
        {
            return false;
        }

        LookAbove();
        return index.TryLoadFromMemory(Points);
    }

    /// <summary>Lets go of what the batch held.</summary>
    public void End()
    {
        _view = null;
        _layers.Clear();
        Points.Clear();
    }

    /// <summary>Gives back room that is not in use, between two batches.</summary>
    public void ReleaseRoom()
    {
        Points.ReleaseRoom();
        Scratch.ReleaseRoom();
    }

    /// <summary>The state of the key in a slot.</summary>
    /// <param name="slot">Its slot.</param>
    /// <param name="borrowed">
    /// Whether the value is a caller's memory, or that of a layer or its group, to be copied before it goes into a
    /// reply.
    /// </param>
    public EntryState Read(int slot, out bool borrowed)
    {
        var key = Points.Key(slot);
        borrowed = true;
        if (HasOverlay)
        {
            var hash = Points.Hash(slot);
            if (Scratch.Find(key, hash) is >= 0 and var position)
            {
                return Scratch[position].Now;
            }

            if (TryGetFromLayers(key, hash, out var state))
            {
                return state;
            }
        }

        borrowed = false;
        return Points.IsWanted(slot) ? _view!.Read(key, Points.NeedsValue(slot)) : Points.State(slot);
    }

    /// <summary>Walks the entries between two index keys.</summary>
    public IntervalWalk Walk(byte[] start, byte[] end, bool descending)
    {
        var cursor = _view!.Walk(start, end, descending);
        return new IntervalWalk(cursor, HasOverlay ? CollectOverlay(start, end, descending) : [], descending);
    }

    // Once a batch: what it sees stays as it is when it goes on on another thread.
    private void LookAbove()
    {
        if (_hasLookedAbove || (_layers.Count == 0 && recent is null))
        {
            return;
        }

        _hasLookedAbove = true;
        var (hits, misses) = (0, 0);
        for (var slot = 0; slot < Points.Count; slot++)
        {
            if (!Points.IsWanted(slot))
            {
                continue;
            }

            if (TryLookAbove(slot))
            {
                hits++;
            }
            else
            {
                misses++;
            }
        }

        recent?.Looked(hits, misses);
    }

    private bool TryLookAbove(int slot)
    {
        var key = Points.Key(slot);
        var hash = Points.Hash(slot);
        if (TryGetFromLayers(key, hash, out _))
        {
            Points.Skip(slot);
            return true;
        }

        if (recent is not null
            && recent.TryGet(key, hash, out var state)
            && !(Points.NeedsValue(slot) && state is { Exists: true, Value.IsNumber: false }))
        {
            Points.Know(slot, state);
            return true;
        }

        return false;
    }

    private bool TryGetFromLayers(ReadOnlySpan<byte> key, int hash, out EntryState state)
    {
        foreach (var layer in _layers)
        {
            if (layer.TryGet(key, hash, out state))
            {
                return true;
            }
        }

        state = default;
        return false;
    }

    private KeyValuePair<byte[], EntryState>[] CollectOverlay(byte[] start, byte[] end, bool descending)
    {
        // The first that is added wins: the transaction's own writes, then the newest layer's.
        var found = new OverlayLayer();
        for (var i = 0; i < Scratch.Count; i++)
        {
            if (IsWithin(Scratch.Key(i), start, end))
            {
                found.TryAdd(Scratch.Key(i), Scratch.Hash(i), Scratch[i].Now);
            }
        }

        foreach (var layer in _layers)
        {
            for (var i = 0; i < layer.Keys.Count; i++)
            {
                if (IsWithin(layer.Keys.Key(i), start, end))
                {
                    found.TryAdd(layer.Keys.Key(i), layer.Keys.Hash(i), layer.Keys[i]);
                }
            }
        }

        var sorted = new KeyValuePair<byte[], EntryState>[found.Keys.Count];
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = new(found.Keys.Key(i).ToArray(), found.Keys[i]);
        }

        Array.Sort(sorted, (left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));
        if (descending)
        {
            Array.Reverse(sorted);
        }

        return sorted;
    }

    private static bool IsWithin(ReadOnlySpan<byte> key, ReadOnlySpan<byte> start, ReadOnlySpan<byte> end) =>
        key.SequenceCompareTo(start) >= 0 && key.SequenceCompareTo(end) < 0;
}
