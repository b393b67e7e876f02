using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>Sees to it that names under a directory are durable before anybody relies on them.</summary>
/// <remarks>
/// A directory that is there may have been made, and a name in it given, by a process that died before a sync made it
/// durable: what this process has not synced itself counts as not durable. Safe for use by many threads.
/// </remarks>
internal sealed class DurableNames(IFileLayer files, string root)
{
    private readonly Lock _syncs = new();
    private readonly Lock _lock = new();
    private readonly HashSet<string> _unsynced = [];
    private readonly HashSet<string> _made = [];
    private readonly HashSet<string> _settled = [];

    /// <summary>Makes the directory in which a path lies, durably up to the root.</summary>
    public void MakeDirectoryOf(string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        if (Has(_made, directory))
        {
            return;
        }

        files.CreateDirectory(directory);
        for (var at = directory; at.Length >= root.Length; at = Path.GetDirectoryName(at)!)
        {
            files.SyncDirectory(Path.GetDirectoryName(at)!);
        }

        Add(_made, directory);
    }

    /// <summary>A path was named, or perhaps was: <see cref="Sync"/> makes that durable.</summary>
    public void Named(string path) => Add(_unsynced, Path.GetDirectoryName(path)!);

    /// <summary>Makes all names durable that were noted.</summary>
    /// <remarks>
    /// A directory whose sync failed stays noted: nobody is told that what is in it is durable before it is.
    /// </remarks>
    public void Sync()
    {
        lock (_syncs)
        {
            foreach (var directory in Noted())
            {
                // What is named during the sync is noted for the next.
                Remove(_unsynced, directory);
                try
                {
                    files.SyncDirectory(directory);
                }
                catch
                {
                    Add(_unsynced, directory);
                    throw;
                }
            }
        }
    }

    /// <summary>
    /// Makes durable what an earlier process may have left in a directory, which is there, and above it.
    /// </summary>
    public void Settle(string directory)
    {
        for (var at = directory; at.Length >= root.Length && !Has(_settled, at); at = Path.GetDirectoryName(at)!)
        {
            files.SyncDirectory(at);
            if (at == root)
            {
                files.SyncDirectory(Path.GetDirectoryName(at)!);
            }

            Add(_settled, at);
        }
    }

    /// <summary>A directory goes, with all that is in it.</summary>
    public void Forget(string directory)
    {
        lock (_lock)
        {
            _made.RemoveWhere(IsInside);
            _unsynced.RemoveWhere(IsInside);
            _settled.RemoveWhere(IsInside);
        }

        bool IsInside(string path) => path == directory
            || path.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private List<string> Noted()
    {
        lock (_lock)
        {
            return [.. _unsynced];
        }
    }

    private bool Has(HashSet<string> set, string directory)
    {
        lock (_lock)
        {
            return set.Contains(directory);
        }
    }

    private void Add(HashSet<string> set, string directory)
    {
        lock (_lock)
        {
            set.Add(directory);
        }
    }

    private void Remove(HashSet<string> set, string directory)
    {
        lock (_lock)
        {
            set.Remove(directory);
        }
    }
}
