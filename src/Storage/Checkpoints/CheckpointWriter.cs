using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Brings the copy of an index into the store: what is not there yet, and the manifest last.</summary>
/// <remarks>
/// A file that an earlier checkpoint has is known again by its identity and shared inside the store; one that this
/// owner has read and put is known again by its stamp. Everything else is hashed, put, and read back unless it shares
/// its bytes with the file that was hashed.
/// </remarks>
internal sealed class CheckpointWriter(
    CheckpointTools tools, CheckpointNames names, long epoch, bool verifiesReused, HashedFiles? hashed = null)
{
    private readonly HashedFiles _hashed = hashed ?? new HashedFiles();
    private readonly HashSet<string> _distrusted = new(StringComparer.Ordinal);

    /// <summary>Bytes that had to be put.</summary>
    public long PutBytes { get; private set; }

    /// <summary>Bytes that were read for their hash.</summary>
    public long HashedBytes { get; private set; }

    /// <summary>Makes a checkpoint.</summary>
    /// <param name="image">The copy of the index.</param>
    /// <param name="listing">What the store holds, read after this owner's epoch was allotted.</param>
    /// <param name="rejected">Manifests whose objects are not to be trusted.</param>
    /// <param name="cancellationToken">Gives up; there is no manifest then, or a complete checkpoint.</param>
    /// <exception cref="IOException">The store or the disk failed, or the store has not kept what it said it
    /// had.</exception>
    public CheckpointManifest Write(
        CheckpointImage image,
        CheckpointListing listing,
        IReadOnlySet<string> rejected,
        CancellationToken cancellationToken)
    {
        foreach (var bad in listing.Checkpoints.Where(found => rejected.Contains(found.Name)))
        {
            _distrusted.UnionWith(bad.Manifest?.Objects.Select(file => names.File(file, bad.Epoch)) ?? []);
        }

        var known = Known(listing, rejected);
        var files = new List<CheckpointFile>(image.Files.Count);
        foreach (var name in image.Files)
        {
            files.Add(Bring(Path.Combine(image.Directory, name), name, known, listing, cancellationToken));
        }

        var manifest = new CheckpointManifest
        {
            Meta = image.Meta,
            Epoch = epoch,
            CreatedMs = tools.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            Files = files,
        };
        PutManifest(manifest, cancellationToken);
        _hashed.Keep(image.Files);
        return manifest;
    }

    // Only what carries the identity of a table file is known again; the newest manifest wins.
    private Dictionary<(string, long), (CheckpointFile File, long Epoch)> Known(
        CheckpointListing listing, IReadOnlySet<string> rejected)
    {
        var known = new Dictionary<(string, long), (CheckpointFile, long)>();
        foreach (var checkpoint in listing.Kept(rejected))
        {
            foreach (var file in checkpoint.Manifest!.Objects)
            {
                if (file.Identity.Length > 0 && !_distrusted.Contains(names.File(file, checkpoint.Epoch)))
                {
                    known.TryAdd((file.Name, file.SizeBytes), (file, checkpoint.Epoch));
                }
            }
        }

        return known;
    }

    private CheckpointFile Bring(
        string path,
        string name,
        Dictionary<(string, long), (CheckpointFile File, long Epoch)> known,
        CheckpointListing listing,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var file = tools.Files.OpenRead(path);
        if (!CheckpointFile.IsImmutable(name) && file.Length <= CheckpointFile.ContentsSizeMaxBytes)
        {
            var contents = new byte[file.Length];
            return file.Read(contents, 0) == contents.Length
                ? CheckpointFile.OfContents(name, contents)
                : throw new IOException($"The file {path} has become shorter.");
        }

        var identity = CheckpointFile.IsImmutable(name) ? TableFileIdentity.Read(file) : default;
        if (known.TryGetValue((name, file.Length), out var earlier)
            && earlier.File.Identity.Span.SequenceEqual(identity.Span)
            && TryShare(earlier.File, earlier.Epoch, cancellationToken))
        {
            return earlier.File;
        }

        var stamp = file.ReadStamp();
        if (_hashed.Find(name, stamp) is { } noted
            && IsThere(names.File(noted, epoch), noted, listing, cancellationToken))
        {
            return noted;
        }

        var hash = FileHash.Of(file, tools.Limiter, cancellationToken);
        HashedBytes += file.Length;
        var brought = CheckpointFile.OfObject(name, file.Length, hash, identity);
        var target = names.File(brought, epoch);
        if (!IsThere(target, brought, listing, cancellationToken))
        {
            Put(target, path, brought, cancellationToken);
        }

        _hashed.Note(stamp, file.ReadStamp(), brought);
        return brought;
    }

    private bool TryShare(in CheckpointFile file, long fromEpoch, CancellationToken cancellationToken)
    {
        var target = names.File(file, epoch);
        if (fromEpoch == epoch)
        {
            return true;
        }

        if (!tools.Store.TryCopy(names.File(file, fromEpoch), target, file.SizeBytes, cancellationToken))
        {
            return false;
        }

        if (!verifiesReused || IsIntact(target, file, cancellationToken))
        {
            return true;
        }

        tools.Store.Delete(target, cancellationToken);
        return false;
    }

    private bool IsThere(
        string target, in CheckpointFile file, CheckpointListing listing, CancellationToken cancellationToken)
    {
        if (!listing.Objects.TryGetValue(target, out var size))
        {
            return false;
        }

        if (size == file.SizeBytes && (!_distrusted.Contains(target) || IsIntact(target, file, cancellationToken)))
        {
            return true;
        }

        // It would be taken for the file: what is put does not replace what is there.
        tools.Store.Delete(target, cancellationToken);
        return false;
    }

    private void Put(string target, string path, in CheckpointFile file, CancellationToken cancellationToken)
    {
        var isShared = tools.Store.PutFile(
            target, path, file.SizeBytes, CheckpointFile.IsImmutable(file.Name), cancellationToken);
        PutBytes += file.SizeBytes;
        if (isShared)
        {
            return;
        }

        if (!IsIntact(target, file, cancellationToken))
        {
            // It would pass for the file the next time.
            tools.Store.Delete(target, cancellationToken);
            throw new IOException($"The checkpoint store returned other bytes than were put as {target}.");
        }
    }

    private bool IsIntact(string target, in CheckpointFile file, CancellationToken cancellationToken)
    {
        using var stream = tools.Store.OpenRead(target, cancellationToken);
        var length = 0L;
        var hash = FileHash.Of(
            buffer => tools.Store.Read(stream, buffer, cancellationToken),
            (piece, _) =>
            {
                length += piece.Length;
                tools.Limiter.Take(piece.Length, cancellationToken);
            });
        return length == file.SizeBytes && file.Hash.Span.SequenceEqual(hash);
    }

    private void PutManifest(CheckpointManifest manifest, CancellationToken cancellationToken)
    {
        var name = names.Manifest(manifest.Meta.AppliedLsn, epoch);
        var bytes = manifest.Encode();
        tools.Store.Put(name, bytes, cancellationToken);
        PutBytes += bytes.Length;
        var read = tools.Store.ReadAll(name, CheckpointManifest.SizeMaxBytes, cancellationToken);
        var objects = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var found in tools.Store.List(names.Prefix, cancellationToken))
        {
            objects[found.Name] = found.SizeBytes;
        }

        if (!read.AsSpan().SequenceEqual(bytes) || CheckpointCatalog.FindMissing(manifest, names, objects) is not null)
        {
            tools.Store.Delete(name, cancellationToken);
            throw new IOException($"The checkpoint store has not kept what was put for {name}.");
        }
    }
}
