using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>The files of a range's index that this owner has read in full for their hashes.</summary>
/// <remarks>
/// Remembered in memory only, so a crash forgets it and everything is read again: nothing on the disk has to be
/// believed. A checkpoint's copy of a file is the file itself under another name, and table and blob files never
/// change; a file that is put in another's place has another stamp. For the checkpoint thread.
/// </remarks>
internal sealed class HashedFiles
{
    private readonly Dictionary<string, (FileStamp Stamp, CheckpointFile File)> _files = new(StringComparer.Ordinal);

    /// <summary>What was noted of a file, if it still is that one.</summary>
    public CheckpointFile? Find(string name, FileStamp? stamp) =>
        stamp is { } now && _files.TryGetValue(name, out var noted) && noted.Stamp == now ? noted.File : null;

    /// <summary>Notes what was read.</summary>
    /// <param name="before">The stamp before it was read.</param>
    /// <param name="after">The stamp after that.</param>
    /// <param name="file">What it turned out to be.</param>
    public void Note(FileStamp? before, FileStamp? after, in CheckpointFile file)
    {
        if (before is { } stamp && stamp == after && CheckpointFile.IsImmutable(file.Name))
        {
            _files[file.Name] = (stamp, file);
        }
    }

    /// <summary>Forgets all other files.</summary>
    public void Keep(IEnumerable<string> names)
    {
        var kept = names.ToHashSet(StringComparer.Ordinal);
        foreach (var name in _files.Keys.Where(name => !kept.Contains(name)).ToList())
        {
            _files.Remove(name);
        }
    }
}
