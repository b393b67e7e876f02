using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>
/// Gives files a second name in a directory of their own, or copies them where the file system cannot.
/// </summary>
internal sealed class TruncationBackup(IFileLayer files, string dataDirectory, string backupDirectory)
{
    private const int CopiedAtOnceBytes = 1 << 20;

    private readonly HashSet<string> _directories = [];

    /// <summary>Keeps a file that lies in the data directory.</summary>
    public void Keep(string path)
    {
        var target = Path.Combine(backupDirectory, Path.GetRelativePath(dataDirectory, path));
        var directory = Path.GetDirectoryName(target)!;
        if (_directories.Add(directory))
        {
            files.CreateDirectory(directory);
        }

        if (!files.TryLink(path, target))
        {
            Copy(path, target);
        }
    }

    /// <summary>Makes all names durable.</summary>
    public void Sync()
    {
        foreach (var directory in _directories)
        {
            for (var at = directory; at.Length >= dataDirectory.Length; at = Path.GetDirectoryName(at)!)
            {
                files.SyncDirectory(at);
            }
        }
    }

    private void Copy(string path, string target)
    {
        using var from = files.OpenRead(path);
        using var to = files.Create(target, 0);
        var buffer = new byte[CopiedAtOnceBytes];
        long offset = 0;
        for (int read; (read = from.Read(buffer, offset)) > 0; offset += read)
        {
            to.Write(buffer.AsSpan(0, read), offset);
        }

        to.Flush();
    }
}
