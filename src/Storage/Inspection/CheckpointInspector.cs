using System.Globalization;
using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Files;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>Lists, verifies and restores the checkpoints of a stopped data directory.</summary>
/// <remarks>Only <see cref="Restore"/> changes anything. Reads files; blocks.</remarks>
public sealed class CheckpointInspector
{
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromMinutes(1);

    private readonly StoppedDirectory _directory;
    private readonly CheckpointTools _reading;
    private readonly CheckpointTools _writing;

    /// <summary>Looks into a directory of checkpoints.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="checkpointDirectory">Where its checkpoints lie; <see langword="null"/> is the default
    /// place.</param>
    /// <exception cref="DataDirectoryException">The place that is named is none, or may not be read.</exception>
    public CheckpointInspector(StoppedDirectory directory, string? checkpointDirectory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _directory = directory;

        // A server that has taken none yet has no directory of them; one that is named and missing is a mistake.
        if (checkpointDirectory is not null && !directory.Files.DirectoryExists(checkpointDirectory))
        {
            throw new DataDirectoryException($"There is no directory {checkpointDirectory}.");
        }

        var options = new StorageOptions { DataDirectory = directory.Path };
        options.Checkpoints.Directory = checkpointDirectory;
        var root = CheckpointService.DirectoryOf(options);
        _reading = Tools(directory.Files, new LocalCheckpointStore(root, directory.Files, isReadOnly: true));
        _writing = Tools(directory.Disk, new LocalCheckpointStore(root, directory.Disk));
    }

    /// <summary>Looks into a store.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="store">Where its checkpoints lie; the caller disposes it.</param>
    public CheckpointInspector(StoppedDirectory directory, ICheckpointStore store)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(store);
        _directory = directory;
        _reading = Tools(directory.Files, store);
        _writing = Tools(directory.Disk, store);
    }

    /// <summary>All checkpoints: range by range, the newest first.</summary>
    /// <exception cref="DataDirectoryException">The disk refuses to read.</exception>
    public IReadOnlyList<InspectedCheckpoint> List(CancellationToken cancellationToken) =>
        [.. Find(cancellationToken).Select(found => found.Shown)];

    /// <summary>Reads every byte of a checkpoint.</summary>
    /// <returns>The checkpoint, with what is wrong with it.</returns>
    public InspectedCheckpoint Verify(InspectedCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var found = Find(checkpoint, cancellationToken);
        if (found.Stored.Problem is not null)
        {
            return found.Shown;
        }

        try
        {
            new CheckpointRestorer(_reading, found.Names).Verify(found.Stored.Manifest!, cancellationToken);
            return found.Shown;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return found.Shown with { Problem = e.Message };
        }
    }

    /// <summary>Makes a range's index from a checkpoint, every byte verified.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="replaces">Whether an index that is there is replaced.</param>
    /// <param name="cancellationToken">Gives up; the index is as it was then.</param>
    /// <exception cref="DataDirectoryException">
    /// The checkpoint is damaged or does not fit the range's journal, there is an index, or the disk refuses.
    /// </exception>
    public void Restore(InspectedCheckpoint checkpoint, bool replaces, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        RequireJournal(checkpoint);
        using var environment = new IndexEnvironment(new StorageOptions { DataDirectory = _directory.Path });
        var target = environment.DirectoryOf(checkpoint.Range);
        if (!replaces && _directory.Files.DirectoryExists(target))
        {
            throw new DataDirectoryException(
                $"Range {checkpoint.Range} has an index in {target}: say that it is to be replaced, or move it away.");
        }

        var work = environment.WorkDirectory(checkpoint.Range, IndexEnvironment.RestorePurpose);
        try
        {
            var found = Find(checkpoint, cancellationToken);
            var manifest = found.Stored.Problem is null
                ? found.Stored.Manifest!
                : throw new InvalidDataException(found.Stored.Problem);
            new CheckpointRestorer(_writing, found.Names).Restore(manifest, work, cancellationToken);
            if (RangeIndex.ReadMeta(work, environment.Options) != manifest.Meta)
            {
                throw new InvalidDataException("The index in it is not what its manifest says.");
            }

            environment.Replace(checkpoint.Range, work);
            _directory.Disk.SyncDirectory(Path.GetDirectoryName(target)!);
        }
        catch (Exception e)
            when (e is InvalidDataException or IOException or RocksException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException(
                $"Checkpoint {checkpoint.Lsn} of range {checkpoint.Range} cannot be restored: {e.Message}", e);
        }
        finally
        {
            _directory.Disk.DeleteDirectory(work);
        }
    }

    private static CheckpointTools Tools(IFileLayer files, ICheckpointStore store) =>
        CheckpointTools.Unlimited(files, store, StoreTimeout);

    private void RequireJournal(InspectedCheckpoint checkpoint)
    {
        using var journals = new JournalInspector(_directory);
        var journal = journals.ListRanges().FirstOrDefault(range => range.Range == checkpoint.Range)
            ?? throw new DataDirectoryException($"The data directory has no journal of range {checkpoint.Range}.");
        if (journal.JournalId != checkpoint.JournalId)
        {
            throw new DataDirectoryException(
                $"The checkpoint is of another journal than range {checkpoint.Range} has.");
        }

        if (checkpoint.Lsn < journal.FirstLsn - 1 || checkpoint.Lsn > journal.LastLsn)
        {
            throw new DataDirectoryException(string.Create(
                CultureInfo.InvariantCulture,
                $"The checkpoint ends at {checkpoint.Lsn}, but the journal has {journal.FirstLsn} to "
                + $"{journal.LastLsn}."));
        }
    }

    private Found Find(InspectedCheckpoint checkpoint, CancellationToken cancellationToken) =>
        Find(cancellationToken).FirstOrDefault(found =>
            (found.Shown.Range, found.Shown.JournalId, found.Shown.Lsn, found.Shown.Epoch)
                == (checkpoint.Range, checkpoint.JournalId, checkpoint.Lsn, checkpoint.Epoch))
        ?? throw new DataDirectoryException($"There is no checkpoint {checkpoint.Lsn} of range {checkpoint.Range}.");

    private List<Found> Find(CancellationToken cancellationToken)
    {
        try
        {
            var found = new List<Found>();
            foreach (var (range, journal) in Journals(cancellationToken))
            {
                var names = new CheckpointNames(range, journal);
                found.AddRange(CheckpointCatalog.Load(_reading.Store, names, cancellationToken).Checkpoints
                    .Select(stored => new Found(names, stored, Show(range, journal, stored))));
            }

            return found;
        }
        catch (IOException e)
        {
            throw new DataDirectoryException(e.Message, e);
        }
    }

    private IEnumerable<(RangeId Range, Guid Journal)> Journals(CancellationToken cancellationToken)
    {
        var journals = new HashSet<(RangeId Range, Guid Journal)>();
        foreach (var found in _reading.Store.List("", cancellationToken))
        {
            if (found.Name.Split('/') is [var stream, var number, var journal, ..]
                && RangeId.TryParse($"{stream}/{number}", null, out var range)
                && Guid.TryParseExact(journal, "N", out var id))
            {
                journals.Add((range, id));
            }
        }

        return journals.OrderBy(pair => (pair.Range.Stream.Value, pair.Range.Number, pair.Journal));
    }

    private static InspectedCheckpoint Show(RangeId range, Guid journal, StoredCheckpoint stored) => new()
    {
        Range = range,
        JournalId = journal,
        Lsn = stored.Lsn,
        Epoch = stored.Epoch,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Clamp(stored.Manifest?.CreatedMs ?? 0, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())),
        FileCount = stored.Manifest?.Files.Count ?? 0,
        SizeBytes = stored.Manifest?.SizeBytes ?? 0,
        Problem = stored.Problem,
    };

    private sealed record Found(CheckpointNames Names, StoredCheckpoint Stored, InspectedCheckpoint Shown);
}
