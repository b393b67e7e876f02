using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// What a transaction of a batch sees: its own writes, the overlay layers newest first, then the index.
/// </summary>
/// <param name="recent">What is known of the index without reading it; for the range's writer only.</param>
internal sealed class BatchState(RecentEntries? recent = null)
{
    private readonly List<OverlayLayer> _layers = new(4);
    private IIndexView? _view;

    /// <summary>The point keys of the batch.</summary>
    public PointKeys Points { get; } = new();

    /// <summary>The writes of the transaction that is evaluated.</summary>
    public TransactionScratch Scratch { get; } = new();

    /// <summary>Whether nobody waits for the transaction any more; asked by what takes long.</summary>
    public Func<bool> IsGivenUp { get; set; } = static () => false;

    /// <summary>Whether anything lies over the index.</summary>
    public bool HasOverlay => _layers.Count > 0 || Scratch.Count > 0;

    /// <summary>Begins a batch; <see cref="Points"/> are added next.</summary>
    /// <param name="layersOldestFirst">Groups in flight, then the layer of this batch; none for reads.</param>
    public void Begin(ReadOnlySpan<OverlayLayer> layersOldestFirst)
    {
        Points.Clear();
        Scratch.Clear();
        _layers.Clear();
        for (var i = layersOldestFirst.Length - 1; i >= 0; i--)
        {
            _layers.Add(layersOldestFirst[i]);
        }
    }

    /// <summary>Reads the point keys from the index, but for those that a layer knows better.</summary>
    public void Load(IIndexView view)
    {
        _view = view;
        for (var slot = 0; slot < Points.Count && (_layers.Count > 0 || recent is { IsEmpty: false }); slot++)
        {
            if (Points.IsWanted(slot))
            {
                LookAbove(slot);
            }
        }

        view.Load(Points);
    }

    /// <summary>Lets go of what the batch held.</summary>
    public void End()
    {
        _view = null;
        _layers.Clear();
        Points.Clear();
    }

    /// <summary>The state of the key in a slot.</summary>
    /// <param name="slot">Its slot.</param>
    /// <param name="borrowed">
    /// Whether the value is a caller's memory or part of a group's, to be copied before it goes into a reply.
    /// </param>
    public EntryState Read(int slot, out bool borrowed)
    {
        var key = Points.Key(slot);
        borrowed = true;
        if (Scratch.Count > 0 && Scratch.Find(key) is >= 0 and var position)
        {
            return Scratch[position].Now;
        }

        if (_layers.Count > 0 && TryGetFromLayers(key, out var state))
        {
            return state;
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

    private void LookAbove(int slot)
    {
        var key = Points.Key(slot);
        if (TryGetFromLayers(key, out _))
        {
            Points.Skip(slot);
        }
        else if (recent is not null
            && recent.TryGet(key, out var state)
            && !(Points.NeedsValue(slot) && state is { Exists: true, Value.IsNumber: false }))
        {
            Points.Know(slot, state);
        }
    }

    private bool TryGetFromLayers(ReadOnlySpan<byte> key, out EntryState state)
    {
        foreach (var layer in _layers)
        {
            if (layer.TryGet(key, out state))
            {
                return true;
            }
        }

        state = default;
        return false;
    }

    private KeyValuePair<byte[], EntryState>[] CollectOverlay(byte[] start, byte[] end, bool descending)
    {
        var found = new Dictionary<byte[], EntryState>(KeyBytesComparer.Instance);
        for (var i = 0; i < Scratch.Count; i++)
        {
            if (IsWithin(Scratch[i].Key, start, end))
            {
                found.Add(Scratch[i].Key, Scratch[i].Now);
            }
        }

        foreach (var layer in _layers)
        {
            foreach (var (key, state) in layer.States)
            {
                if (IsWithin(key, start, end))
                {
                    found.TryAdd(key, state);
                }
            }
        }

        var sorted = new KeyValuePair<byte[], EntryState>[found.Count];
        ((ICollection<KeyValuePair<byte[], EntryState>>)found).CopyTo(sorted, 0);
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
