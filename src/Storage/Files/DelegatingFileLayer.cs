namespace Orleans.TableService.Storage.Files;

/// <summary>Does what the layer below does: a base for layers that differ from another in a few operations.</summary>
internal abstract class DelegatingFileLayer(IFileLayer files) : IFileLayer
{
    public virtual IDurableFile Open(string path) => files.Open(path);

    public virtual IDurableFile OpenRead(string path) => files.OpenRead(path);

    public virtual IDurableFile Create(string path, long reservedSizeBytes) => files.Create(path, reservedSizeBytes);

    public virtual IDisposable Lock(string path) => files.Lock(path);

    public virtual IDisposable LockExisting(string path) => files.LockExisting(path);

    public virtual bool FileExists(string path) => files.FileExists(path);

    public virtual bool DirectoryExists(string path) => files.DirectoryExists(path);

    public virtual IReadOnlyList<string> ListFiles(string directory) => files.ListFiles(directory);

    public virtual IReadOnlyList<string> ListDirectories(string directory) => files.ListDirectories(directory);

    public virtual void CreateDirectory(string path) => files.CreateDirectory(path);

    public virtual void DeleteDirectory(string path) => files.DeleteDirectory(path);

    public virtual void Rename(string from, string to) => files.Rename(from, to);

    public virtual bool TryLink(string from, string to) => files.TryLink(from, to);

    public virtual void Delete(string path) => files.Delete(path);

    public virtual void SyncDirectory(string path) => files.SyncDirectory(path);
}
