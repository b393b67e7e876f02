using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Files that count what is written to them and time how long syncs take.</summary>
internal sealed class MeteredFiles(IFileLayer files, JournalMetrics metrics) : IFileLayer
{
    public IDurableFile Open(string path) => new MeteredFile(files.Open(path), metrics, FileKind.Of(path));

    public IDurableFile OpenRead(string path) => files.OpenRead(path);

    public IDurableFile Create(string path, long reservedSizeBytes) =>
        new MeteredFile(files.Create(path, reservedSizeBytes), metrics, FileKind.Of(path));

    public IDisposable Lock(string path) => files.Lock(path);

    public IDisposable LockExisting(string path) => files.LockExisting(path);

    public bool FileExists(string path) => files.FileExists(path);

    public bool DirectoryExists(string path) => files.DirectoryExists(path);

    public IReadOnlyList<string> ListFiles(string directory) => files.ListFiles(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => files.ListDirectories(directory);

    public void CreateDirectory(string path) => files.CreateDirectory(path);

    public void DeleteDirectory(string path) => files.DeleteDirectory(path);

    public void Rename(string from, string to) => files.Rename(from, to);

    public bool TryLink(string from, string to) => files.TryLink(from, to);

    public void Delete(string path) => files.Delete(path);

    public void SyncDirectory(string path) => files.SyncDirectory(path);
}
