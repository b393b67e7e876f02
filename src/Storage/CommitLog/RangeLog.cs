namespace Orleans.TableService.Storage.CommitLog;

/// <summary>
/// What the store knows of one range's journal. Fields are guarded by <see cref="Gate"/> where not said otherwise.
/// </summary>
internal sealed class RangeLog(RangeId range, Guid journalId)
{
    /// <summary>The <see cref="WriteEpoch"/> of a range that is being deleted: no owner has it.</summary>
    public const long DeletedEpoch = long.MaxValue;

    public readonly Lock Gate = new();

    private long _epoch;
    private Fault? _copyFault;

    public RangeId Range => range;

    public Guid JournalId => journalId;

    /// <summary>Groups that are only in the commit log.</summary>
    public LogExtents Extents { get; } = new();

    /// <summary>The last allotted epoch that is durable: the fence. 0 before the first owner.</summary>
    public long Epoch
    {
        get => Volatile.Read(ref _epoch);
        set => Volatile.Write(ref _epoch, value);
    }

    /// <summary>
    /// Epoch in whose name the flusher writes: runs ahead of <see cref="Epoch"/> while a flush is under way. Flusher
    /// only.
    /// </summary>
    public long WriteEpoch { get; set; }

    /// <summary>Lsn of the oldest record that is kept. Never falls; what lies below it may be gone from disk.</summary>
    public long FirstLsn { get; set; } = 1;

    /// <summary>Whether records were given up: the journal alone does not make an index any more.</summary>
    public bool IsTrimmed { get; set; }

    public long LastLsn { get; set; }

    /// <summary>Whether the journal's creation is durable.</summary>
    public bool IsCreated { get; set; }

    /// <summary>Whether its deletion is durable.</summary>
    public bool IsDeleting { get; set; }

    /// <summary>What is proved durable of the segments.</summary>
    public SegmentState Segments { get; set; }

    /// <summary>Where its segments begin, as far as they were looked at.</summary>
    public SegmentList SegmentStarts { get; } = new();

    /// <summary>Age at which a segment is closed though it is not full.</summary>
    public TimeSpan SegmentAgeMax { get; set; } = TimeSpan.MaxValue;

    /// <summary>Told when a segment was closed and that is durable.</summary>
    public Action? WhenRolled { get; set; }

    /// <summary>Bytes in the commit log that the copier has not been asked to copy.</summary>
    public long UncopiedBytes { get; set; }

    /// <summary>Whether the copier has been asked and has not begun.</summary>
    public bool IsCopyQueued { get; set; }

    /// <summary>Why its records cannot be copied out of the commit log: then it is to get no more.</summary>
    public Fault? CopyFault
    {
        get => Volatile.Read(ref _copyFault);
        set => Volatile.Write(ref _copyFault, value);
    }

    /// <summary>When they could not be copied last, as a timestamp.</summary>
    public long CopyFailedAt { get; set; }

    /// <summary>The deletion that is under way, if one is.</summary>
    public Task? Deletion { get; set; }

    public CatalogEntry ToCatalogEntry() =>
        new(Range, JournalId, Epoch, FirstLsn, LastLsn, IsDeleting, IsTrimmed, Segments);

    public static RangeLog FromCatalogEntry(in CatalogEntry entry) => new(entry.Range, entry.JournalId)
    {
        Epoch = entry.Epoch,
        WriteEpoch = entry.IsDeleting ? DeletedEpoch : entry.Epoch,
        FirstLsn = entry.FirstLsn,
        LastLsn = entry.LastLsn,
        IsCreated = true,
        IsDeleting = entry.IsDeleting,
        IsTrimmed = entry.IsTrimmed,
        Segments = entry.Segments,
    };

    /// <summary>Takes in a durable group. Caller holds <see cref="Gate"/>.</summary>
    public void AddGroup(in LogExtent extent)
    {
        if (LastLsn < FirstLsn)
        {
            FirstLsn = extent.FirstLsn;
        }

        LastLsn = extent.LastLsn;
        UncopiedBytes += extent.Length;
        Extents.Add(extent);
    }

    /// <summary>Takes in that the range is to be removed. Caller holds <see cref="Gate"/>.</summary>
    public void SetDeleting()
    {
        IsDeleting = true;
        WriteEpoch = DeletedEpoch;
        Extents.RemoveThrough(long.MaxValue);
    }

    /// <summary>Takes in that records are durable in segments. Caller holds <see cref="Gate"/>.</summary>
    public void SetCopied(in SegmentState segments)
    {
        Segments = segments;
        Extents.RemoveThrough(segments.LastLsn);
    }

    /// <summary>Whether records from an Lsn on were given up.</summary>
    public bool IsTrimmedPast(long lsn)
    {
        lock (Gate)
        {
            return FirstLsn > lsn;
        }
    }

    /// <summary>Takes in that records below an Lsn are given up. Caller holds <see cref="Gate"/>.</summary>
    public void SetTrimmed(long firstLsn)
    {
        if (firstLsn > FirstLsn)
        {
            FirstLsn = firstLsn;
            IsTrimmed = true;
            Extents.RemoveThrough(firstLsn - 1);
        }
    }
}
