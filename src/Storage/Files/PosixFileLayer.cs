using Orleans.TableService.Posix;

namespace Orleans.TableService.Storage.Files;

/// <summary>The files of the operating system.</summary>
internal sealed class PosixFileLayer : IFileLayer
{
    public IDurableFile Open(string path) =>
        new PosixFile(
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete),
            path);

    public IDurableFile OpenRead(string path) =>
        new PosixFile(
            File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
            path);

    public IDurableFile Create(string path, long reservedSizeBytes) =>
        new PosixFile(
            File.OpenHandle(
                path,
                FileMode.Create,
                FileAccess.ReadWrite,
                FileShare.ReadWrite | FileShare.Delete,
                FileOptions.None,
                reservedSizeBytes),
            path);

    // No sharing means an exclusive flock on Linux, which the operating system drops when the process dies.
    public IDisposable Lock(string path) =>
        File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    public IDisposable LockExisting(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.None);

    public bool FileExists(string path) => File.Exists(path);

    public bool DirectoryExists(string path) => Directory.Exists(path);

    public IReadOnlyList<string> ListFiles(string directory) =>
        [.. new DirectoryInfo(directory).EnumerateFiles().Select(file => file.Name)];

    public IReadOnlyList<string> ListDirectories(string directory) =>
        [.. new DirectoryInfo(directory).EnumerateDirectories().Select(entry => entry.Name)];

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public void DeleteDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public bool TryLink(string from, string to) => LibC.TryLink(from, to);

    public void Delete(string path) => File.Delete(path);

    public void SyncDirectory(string path) => PosixSync.Directory(path);
}
