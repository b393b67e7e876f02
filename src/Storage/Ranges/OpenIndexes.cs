namespace Orleans.TableService.Storage.Ranges;

/// <summary>
/// Bounds the indexes that are open at once: the one unused longest closes when another opens. Those in use are left
/// alone, so the bound may be exceeded by indexes that are all busy. Safe for use by many threads.
/// </summary>
internal sealed class OpenIndexes(int countMax)
{
    private readonly HashSet<IndexSlot> _open = [];
    private readonly Lock _lock = new();

    /// <summary>How many are open.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>An index was opened; closes others if there are too many.</summary>
    public void Opened(IndexSlot slot)
    {
        IndexSlot[] candidates;
        int excess;
        lock (_lock)
        {
            _open.Add(slot);
            excess = _open.Count - countMax;
            candidates = excess > 0 ? [.. _open] : [];
        }

        // Not under the lock, because slots that close take it inside theirs.
        foreach (var candidate in candidates.Where(other => other != slot).OrderBy(other => other.LastUse))
        {
            if (excess <= 0)
            {
                return;
            }

            excess -= candidate.TryClose() ? 1 : 0;
        }
    }

    /// <summary>An index begins to close.</summary>
    public void Closing(IndexSlot slot)
    {
        lock (_lock)
        {
            _open.Remove(slot);
        }
    }
}
