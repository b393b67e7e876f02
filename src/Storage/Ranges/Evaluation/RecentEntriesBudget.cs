using Orleans.TableService.Storage.Telemetry;

namespace Orleans.TableService.Storage.Ranges.Evaluation;

/// <summary>
/// How much all ranges together remember of what they wrote: what came last, of whichever ranges. Safe for use by many
/// threads.
/// </summary>
/// <remarks>
/// What the ranges add is counted; at half of the bound a turn ends and the next begins. Entries of this turn and of
/// the last are remembered, so one busy range has nearly all of them, whatever the number of those that rest. A range
/// lets go of older ones when it next writes, at the latest when the next turn ends: until then there may be those of
/// three.
/// </remarks>
/// <param name="sizeMaxBytes">Bytes that all of them may have.</param>
internal sealed class RecentEntriesBudget(long sizeMaxBytes)
{
    // The entry, its place in the table, and what the table has grown ahead.
    private const int EntrySizeBytes = 120;

    private readonly Lock _lock = new();
    private readonly HashSet<RecentEntries> _ranges = [];
    private readonly StripedCounter _hits = new();
    private readonly StripedCounter _misses = new();
    private int _rangeCount;
    private int _turn;
    private long _turnBytes;
    private long _lastTurnBytes;

    /// <summary>The number of the turn.</summary>
    public int Turn => Volatile.Read(ref _turn);

    /// <summary>Ranges that remember something: those that wrote in this turn or the last. At least one.</summary>
    public int RangeCount => Math.Max(1, Volatile.Read(ref _rangeCount));

    /// <summary>Bytes of this turn and of the last.</summary>
    public long SizeBytes => Volatile.Read(ref _turnBytes) + Volatile.Read(ref _lastTurnBytes);

    /// <summary>Keys of writes that were remembered.</summary>
    public long Hits => _hits.Value;

    /// <summary>Keys of writes that were looked up in the index instead.</summary>
    public long Misses => _misses.Value;

    /// <summary>A range begins to remember.</summary>
    public void Join(RecentEntries range)
    {
        lock (_lock)
        {
            _ranges.Add(range);
            _rangeCount = _ranges.Count;
        }
    }

    /// <summary>A range has forgotten.</summary>
    public void Leave(RecentEntries range)
    {
        lock (_lock)
        {
            _ranges.Remove(range);
            _rangeCount = _ranges.Count;
        }
    }

    /// <summary>A range remembers more.</summary>
    public void Add(int count, long keyBytes)
    {
        List<RecentEntries> stale;
        lock (_lock)
        {
            _turnBytes += ((long)count * EntrySizeBytes) + keyBytes;
            if (_turnBytes < sizeMaxBytes / 2)
            {
                return;
            }

            (_lastTurnBytes, _turnBytes) = (_turnBytes, 0);
            Volatile.Write(ref _turn, _turn + 1);
            stale = [.. _ranges.Where(range => range.Turn < _turn - 1)];
        }

        // Those that write notice by themselves.
        stale.ForEach(range => range.AskToForget());
    }

    /// <summary>Counts what looks for the keys of a batch came to.</summary>
    public void Looked(int hits, int misses)
    {
        _hits.Add(hits);
        _misses.Add(misses);
    }
}
