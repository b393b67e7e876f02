namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>What checkpoints say to whoever trims journals. Safe for use by many threads.</summary>
internal interface ICheckpoints
{
    /// <summary>
    /// Raised with the range and its new <see cref="TrimBound"/> when a checkpoint was completed, and when those that
    /// an earlier process left are known. On the checkpoint thread: handlers return soon and do not throw.
    /// </summary>
    event Action<RangeId, long>? TrimBoundRaised;

    /// <summary>
    /// The last Lsn that a range's journal may lose: that of the older of its two kept checkpoints. 0 while it has
    /// fewer, or while nobody has looked since the range was opened.
    /// </summary>
    long TrimBound(RangeId range);
}
