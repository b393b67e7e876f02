namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>All that a store holds for one journal.</summary>
/// <param name="Objects">Lengths of all objects by name.</param>
/// <param name="Checkpoints">The checkpoints, that of the greatest Lsn first.</param>
internal sealed record CheckpointListing(
    IReadOnlyDictionary<string, long> Objects,
    IReadOnlyList<StoredCheckpoint> Checkpoints)
{
    /// <summary>How many checkpoints are kept.</summary>
    public const int KeptCount = 2;

    /// <summary>The newest usable ones, at most as many as are kept.</summary>
    public IEnumerable<StoredCheckpoint> Kept(IReadOnlySet<string> rejected) =>
        Checkpoints.Where(checkpoint => checkpoint.IsUsable && !rejected.Contains(checkpoint.Name)).Take(KeptCount);
}
