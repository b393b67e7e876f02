namespace Orleans.TableService.Cli.Backups;

/// <summary>The directory that a backup is written into: its names are as durable as the bytes of its files.</summary>
internal sealed class BackupDirectory(string path, Action<string> sync)
{
    private readonly string _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    /// <summary>Makes the directory and those above it, where they are missing, with durable names.</summary>
    public void Make()
    {
        var isThere = Directory.Exists(_path);
        var parents = ParentsToSync();
        Directory.CreateDirectory(_path);
        foreach (var parent in parents)
        {
            SyncParent(parent, isThere);
        }
    }

    /// <summary>Makes the names of the files in it durable.</summary>
    public void Sync() => sync(_path);

    // Also that of a directory which is there: a run that was killed may have made it.
    private List<string> ParentsToSync()
    {
        var parents = new List<string>();
        for (var at = _path; Path.GetDirectoryName(at) is { } parent; at = parent)
        {
            parents.Add(parent);
            if (Directory.Exists(parent))
            {
                break;
            }
        }

        return parents;
    }

    private void SyncParent(string parent, bool isThere)
    {
        try
        {
            sync(parent);
        }
        catch (UnauthorizedAccessException) when (isThere)
        {
            // Somebody else made the directory for the backup, in one that is not ours to read.
        }
    }
}
