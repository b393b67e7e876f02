using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>What one transaction left of one key: the unit that the journal records and replay applies.</summary>
internal readonly struct KeyEffect
{
    public required ChangeKind Kind { get; init; }

    public required ChangeCause Cause { get; init; }

    public required ReadOnlyMemory<byte> LKey { get; init; }

    /// <summary>The entry after a put. Absent after a delete.</summary>
    public EntryState State { get; init; }

    /// <summary>Whether the entry's mod revision is not the record's Lsn: a backup kept it.</summary>
    public bool HasModRevision { get; init; }

    /// <summary>Mod revision of the entry that was replaced or removed; 0 when there was none.</summary>
    public long ReplacedRevision { get; init; }

    /// <summary>Whether <see cref="Previous"/> is there.</summary>
    public bool HasPrevious { get; init; }

    /// <summary>The value before, in tables that keep it.</summary>
    public TableValue Previous { get; init; }
}
