using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>Files that are only read: the recovery's code runs over them and can change nothing.</summary>
internal sealed class ReadOnlyFileLayer(IFileLayer files) : IFileLayer
{
    public IDurableFile Open(string path) => new ReadOnlyFile(Try(path, () => files.OpenRead(path)), path);

    public IDurableFile OpenRead(string path) => Open(path);

    public bool FileExists(string path) =>
        files.FileExists(path) || (!DirectoryExists(path) && Probe(path, () => files.OpenRead(path).Dispose()));

    public bool DirectoryExists(string path) =>
        files.DirectoryExists(path) || Probe(path, () => files.ListDirectories(path));

    /// <summary>Whether there is a directory to read, for those who read it past this layer.</summary>
    /// <exception cref="DataDirectoryException">There is one, but the disk refuses to say what is in it.</exception>
    public bool IsReadableDirectory(string path)
    {
        if (!DirectoryExists(path))
        {
            return false;
        }

        _ = ListFiles(path);
        return true;
    }

    public IReadOnlyList<string> ListFiles(string directory) => Try(directory, () => files.ListFiles(directory));

    public IReadOnlyList<string> ListDirectories(string directory) =>
        Try(directory, () => files.ListDirectories(directory));

    public IDurableFile Create(string path, long reservedSizeBytes) => throw Refused();

    public IDisposable Lock(string path) => throw Refused();

    public IDisposable LockExisting(string path) => throw Refused();

    public void CreateDirectory(string path) => throw Refused();

    public void DeleteDirectory(string path) => throw Refused();

    public void Rename(string from, string to) => throw Refused();

    public bool TryLink(string from, string to) => throw Refused();

    public void Delete(string path) => throw Refused();

    public void SyncDirectory(string path) => throw Refused();

    /// <summary>Says in a sentence which file the disk refuses to read.</summary>
    public static T Try<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnauthorizedAccessException e)
        {
            throw Forbidden(path, e);
        }
        catch (IOException e)
        {
            throw new DataDirectoryException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Says that the user who runs the tool may not read something.</summary>
    public static DataDirectoryException Forbidden(string path, UnauthorizedAccessException inner) => new(
        $"There is no permission to read {path}: run this as the user of the server, or as root.", inner);

    // What one may not look at seems to be absent, too: who tries to read it learns which. False when it is absent.
    private static bool Probe(string path, Action read)
    {
        try
        {
            read();
        }
        catch (UnauthorizedAccessException e)
        {
            throw Forbidden(path, e);
        }
        catch (IOException)
        {
            // It is not there, or is of the other kind.
        }

        return false;
    }

    private static NotSupportedException Refused() => new("This directory is only looked at.");
}
