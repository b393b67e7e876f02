using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Makes an index's directory from a checkpoint, reading and verifying every byte.</summary>
/// <param name="tools">The store and the disk.</param>
/// <param name="names">Of the range's objects.</param>
/// <param name="filesAtOnce">
/// Files under way at once: some wait for the store or for the disk while others are hashed.
/// </param>
internal sealed class CheckpointRestorer(CheckpointTools tools, CheckpointNames names, int filesAtOnce = 4)
{
    private const string ThreadName = "table-restore";

    /// <summary>Fills a directory, durably but for its own name. What is in it already is removed.</summary>
    /// <param name="manifest">The checkpoint.</param>
    /// <param name="directory">The directory, on the disk of the indexes.</param>
    /// <param name="cancellationToken">Gives up; the directory may hold a part then.</param>
    /// <exception cref="InvalidDataException">A file is missing from the store, or is not what the manifest
    /// says.</exception>
    /// <exception cref="IOException">The store or the disk does not do its work just now.</exception>
    public void Restore(CheckpointManifest manifest, string directory, CancellationToken cancellationToken)
    {
        tools.Files.DeleteDirectory(directory);
        tools.Files.CreateDirectory(directory);
        SeveralAtOnce.ForEach(
            ThreadName,
            manifest.Files,
            filesAtOnce,
            (file, ended) => Restore(file, manifest.Epoch, Path.Combine(directory, file.Name), ended),
            cancellationToken);
        tools.Files.SyncDirectory(directory);
    }

    /// <summary>Reads and verifies every byte of a checkpoint.</summary>
    /// <exception cref="InvalidDataException">A file is missing from the store, or is not what the manifest
    /// says.</exception>
    /// <exception cref="IOException">The store does not answer.</exception>
    public void Verify(CheckpointManifest manifest, CancellationToken cancellationToken) => SeveralAtOnce.ForEach(
        ThreadName,
        [.. manifest.Objects],
        filesAtOnce,
        (file, ended) => Read(file, names.File(file, manifest.Epoch), static (_, _) => { }, ended),
        cancellationToken);

    private void Restore(in CheckpointFile file, long epoch, string path, CancellationToken cancellationToken)
    {
        if (!file.IsObject)
        {
            using var small = tools.Files.Create(path, 0);
            small.Write(file.Contents.Span, 0);
            small.Flush();
            return;
        }

        var name = names.File(file, epoch);

        // RocksDB never changes a table or blob file; all others it may.
        if (CheckpointFile.IsImmutable(file.Name) && tools.Store.TryLinkTo(name, path, cancellationToken))
        {
            using var linked = tools.Files.OpenRead(path);
            Judge(file, name, linked.Length, FileHash.Of(linked, Unlimited, cancellationToken));
            linked.Flush();
            return;
        }

        using var copy = tools.Files.Create(path, 0);
        Read(
            file,
            name,
            (piece, offset) =>
            {
                copy.Write(piece.Span, offset);
                copy.BeginWriteBack(offset, piece.Length);
            },
            cancellationToken);
        copy.Flush();
    }

    // Somebody waits for the range.
    private ByteRateLimiter Unlimited { get; } = new(0, tools.Time);

    private void Read(
        in CheckpointFile file,
        string name,
        Action<ReadOnlyMemory<byte>, long> sink,
        CancellationToken cancellationToken)
    {
        try
        {
            using var stream = tools.Store.OpenRead(name, cancellationToken);
            var (length, expected) = (0L, file.SizeBytes);
            var hash = FileHash.Of(
                buffer => tools.Store.Read(stream, buffer, cancellationToken),
                (piece, offset) =>
                {
                    length = offset + piece.Length;
                    if (length > expected)
                    {
                        throw new InvalidDataException($"The object {name} is longer than it was.");
                    }

                    sink(piece, offset);
                });
            Judge(file, name, length, hash);
        }
        catch (FileNotFoundException e)
        {
            throw new InvalidDataException($"The object {name} is missing.", e);
        }
    }

    private static void Judge(in CheckpointFile file, string name, long length, byte[] hash)
    {
        if (length != file.SizeBytes || !file.Hash.Span.SequenceEqual(hash))
        {
            throw new InvalidDataException($"The object {name}, which is {file.Name}, is damaged.");
        }
    }
}
