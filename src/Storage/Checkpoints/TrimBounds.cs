using System.Collections.Concurrent;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>The trim bounds of the ranges that are open. Safe for use by many threads.</summary>
internal sealed class TrimBounds : ICheckpoints
{
    private readonly ConcurrentDictionary<RangeId, long> _bounds = new();

    /// <inheritdoc/>
    public event Action<RangeId, long>? TrimBoundRaised;

    /// <inheritdoc/>
    public long TrimBound(RangeId range) => _bounds.GetValueOrDefault(range);

    /// <summary>Takes note of what a range's two kept checkpoints allow.</summary>
    public void Set(RangeId range, long lsn)
    {
        var before = TrimBound(range);
        _bounds[range] = lsn;
        if (lsn > before)
        {
            TrimBoundRaised?.Invoke(range, lsn);
        }
    }

    /// <summary>Forgets a range that is closed.</summary>
    public void Forget(RangeId range) => _bounds.TryRemove(range, out _);
}
