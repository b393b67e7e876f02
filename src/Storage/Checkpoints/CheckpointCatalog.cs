namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Reads what a store holds for a journal, believing nothing that it cannot check.</summary>
internal static class CheckpointCatalog
{
    /// <summary>Lists the objects and reads the manifests of a journal.</summary>
    /// <exception cref="IOException">The store does not answer.</exception>
    public static CheckpointListing Load(BoundedStore store, CheckpointNames names, CancellationToken cancellationToken)
    {
        var objects = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var found in store.List(names.Prefix, cancellationToken))
        {
            objects[found.Name] = found.SizeBytes;
        }

        var checkpoints = new List<StoredCheckpoint>();
        foreach (var name in objects.Keys)
        {
            if (names.TryParseManifest(name, out var lsn, out var epoch))
            {
                var bare = new StoredCheckpoint { Name = name, Lsn = lsn, Epoch = epoch };
                checkpoints.Add(Read(store, names, bare, objects, cancellationToken));
            }
        }

        checkpoints.Sort(static (left, right) => (right.Lsn, right.Epoch).CompareTo((left.Lsn, left.Epoch)));
        return new CheckpointListing(objects, checkpoints);
    }

    /// <summary>What is missing of a checkpoint; <see langword="null"/> if nothing is.</summary>
    public static string? FindMissing(
        CheckpointManifest manifest, CheckpointNames names, IReadOnlyDictionary<string, long> objects)
    {
        foreach (var file in manifest.Objects)
        {
            var name = names.File(file, manifest.Epoch);
            if (!objects.TryGetValue(name, out var size) || size != file.SizeBytes)
            {
                return $"{file.Name} ({name}) is missing or of another length";
            }
        }

        return null;
    }

    private static StoredCheckpoint Read(
        BoundedStore store,
        CheckpointNames names,
        StoredCheckpoint bare,
        Dictionary<string, long> objects,
        CancellationToken cancellationToken)
    {
        try
        {
            var bytes = store.ReadAll(bare.Name, CheckpointManifest.SizeMaxBytes, cancellationToken);
            var manifest = CheckpointManifest.Decode(bytes);
            return manifest.Meta.AppliedLsn == bare.Lsn
                && manifest.Epoch == bare.Epoch
                && new CheckpointNames(manifest.Meta.Range, manifest.Meta.JournalId).Prefix == names.Prefix
                    ? bare with { Manifest = manifest, Problem = FindMissing(manifest, names, objects) }
                    : bare with { Problem = "its manifest is that of another checkpoint" };
        }
        catch (NotSupportedException e)
        {
            return bare with { Problem = e.Message, IsOfUnknownVersion = true };
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
        {
            return bare with { Problem = e.Message };
        }
    }
}
