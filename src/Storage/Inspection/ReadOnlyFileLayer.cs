using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>Files that are only read: the recovery's code runs over them and can change nothing.</summary>
internal sealed class ReadOnlyFileLayer(IFileLayer files) : IFileLayer
{
    public IDurableFile Open(string path) => new ReadOnlyFile(Try(path, () => files.OpenRead(path)), path);

    public IDurableFile OpenRead(string path) => Open(path);

    public bool FileExists(string path) => files.FileExists(path);

    public bool DirectoryExists(string path) => files.DirectoryExists(path);

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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static NotSupportedException Refused() => new("This directory is only looked at.");
}
