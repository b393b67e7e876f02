using Orleans.TableService.Storage.Index;
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
/// <param name="sizeMaxBytes">Bytes that all of them may have; with 0 nothing is remembered.</param>
internal sealed class RecentEntriesBudget(long sizeMaxBytes)
{
    // The entry, its place in the table, and what the table has grown ahead.
    private const int EntrySizeBytes = 120;

    private readonly Lock _lock = new();
    private readonly MemoryTurns _turns = new();
    private long _turnBytes;
    private long _lastTurnBytes;

    /// <summary>Whether anything is remembered at all.</summary>
    public bool IsUsed => sizeMaxBytes > 0;

    /// <summary>The number of the turn.</summary>
    public int Turn => _turns.Number;

    /// <summary>Bytes of this turn and of the last.</summary>
    public long SizeBytes => Volatile.Read(ref _turnBytes) + Volatile.Read(ref _lastTurnBytes);

    /// <summary>Keys of writes that were remembered, and those that were looked up in the index.</summary>
    public LookCounter Looks { get; } = new();

    /// <summary>A range begins to remember.</summary>
    public void Join(RecentEntries range) => _turns.Join(range);

    /// <summary>A range has forgotten.</summary>
    public void Leave(RecentEntries range) => _turns.Leave(range);

    /// <summary>A range remembers more.</summary>
    public void Add(int count, long keyBytes)
    {
        lock (_lock)
        {
            _turnBytes += ((long)count * EntrySizeBytes) + keyBytes;
            if (_turnBytes < sizeMaxBytes / 2)
            {
                return;
            }

            (_lastTurnBytes, _turnBytes) = (_turnBytes, 0);
        }

        _turns.End();
    }
}
