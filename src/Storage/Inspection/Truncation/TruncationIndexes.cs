using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>The indexes beside journals that are cut: one that holds more than its journal is put away.</summary>
internal sealed class TruncationIndexes(StoppedDirectory directory) : IDisposable
{
    private readonly IndexEnvironment _environment = new(new StorageOptions { DataDirectory = directory.Path });

    /// <summary>The last record that a range's index holds; 0 if there is none that can be read.</summary>
    public long AppliedLsn(RangeId range)
    {
        var path = _environment.DirectoryOf(range);
        if (!Directory.Exists(path))
        {
            return 0;
        }

        try
        {
            using var index = RocksDatabase.OpenReadOnly(path, _environment.Options);
            using var meta = index.GetPinned(IndexKey.Meta);
            return meta.IsFound ? IndexMeta.Read(meta.Span).AppliedLsn : 0;
        }
        catch (Exception e) when (e is RocksException or InvalidDataException)
        {
            // A server that cannot read it makes another.
            return 0;
        }
    }

    /// <summary>
    /// Moves a range's index and checkpoints, which hold what is cut off; the index is made anew from the journal.
    /// </summary>
    public void MoveTo(RangeId range, string backupDirectory)
    {
        Move(_environment.DirectoryOf(range), backupDirectory);
        Move(
            Path.Combine(directory.Path, "checkpoints", $"{range.Stream}", $"{range.Number}"),
            backupDirectory);
    }

    /// <inheritdoc/>
    public void Dispose() => _environment.Dispose();

    private void Move(string path, string backupDirectory)
    {
        if (Directory.Exists(path))
        {
            var target = Path.Combine(backupDirectory, Path.GetRelativePath(directory.Path, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            Directory.Move(path, target);
            directory.Disk.SyncDirectory(Path.GetDirectoryName(target)!);
            directory.Disk.SyncDirectory(Path.GetDirectoryName(path)!);
        }
    }
}
