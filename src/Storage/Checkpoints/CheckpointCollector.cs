namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Removes what no kept checkpoint of a journal refers to.</summary>
/// <remarks>
/// An owner removes objects of its own epoch and of older ones only, and asks before each whether it still is the
/// owner.
/// The one object that it may remove after it was fenced is therefore none that its successor refers to.
/// </remarks>
internal sealed class CheckpointCollector(BoundedStore store, CheckpointNames names, long epoch, Func<bool> isCurrent)
{
    /// <summary>Objects removed so far.</summary>
    public int RemovedCount { get; private set; }

    /// <summary>
    /// Removes manifests that are not kept, then objects that the kept ones do not name. Not while a checkpoint is
    /// written.
    /// </summary>
    /// <exception cref="IOException">The store does not answer; the rest is left for the next time.</exception>
    public void Collect(CheckpointListing listing, IReadOnlySet<string> rejected, CancellationToken cancellationToken)
    {
        var kept = listing.Kept(rejected).ToList();
        if (kept.Count < CheckpointListing.KeptCount || listing.Checkpoints.Any(found => found.IsOfUnknownVersion))
        {
            // With fewer, what seems damaged may be all there is; and what a newer program wrote cannot be judged.
            return;
        }

        var referred = new HashSet<string>(StringComparer.Ordinal);
        foreach (var checkpoint in kept)
        {
            referred.Add(checkpoint.Name);
            referred.UnionWith(checkpoint.Manifest!.Objects.Select(file => names.File(file, checkpoint.Epoch)));
        }

        foreach (var checkpoint in listing.Checkpoints)
        {
            if (checkpoint.Epoch <= epoch && !referred.Contains(checkpoint.Name))
            {
                Remove(checkpoint.Name, cancellationToken);
            }
        }

        foreach (var name in listing.Objects.Keys.Where(name => !referred.Contains(name)))
        {
            if (names.TryParseFile(name, out var madeBy) && madeBy <= epoch)
            {
                Remove(name, cancellationToken);
            }
        }
    }

    private void Remove(string name, CancellationToken cancellationToken)
    {
        if (!isCurrent())
        {
            throw new IOException("The range has a newer owner, who collects from now on.");
        }

        store.Delete(name, cancellationToken);
        RemovedCount++;
    }
}
