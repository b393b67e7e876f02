using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>A commit log as if nothing had ever been written behind a point: the recovery's own rules do the rest.</summary>
internal sealed class CutFileLayer(IFileLayer files, LogPosition cut) : IFileLayer
{
    public IDurableFile Open(string path) => OpenRead(path);

    public IDurableFile OpenRead(string path)
    {
        var file = files.OpenRead(path);
        return LogFile.TryParseName(Path.GetFileName(path), out var sequence) && sequence == cut.Sequence
            ? new CutFile(file, cut.Offset)
            : file;
    }

    public bool FileExists(string path) => files.FileExists(path);

    public bool DirectoryExists(string path) => files.DirectoryExists(path);

    public IReadOnlyList<string> ListFiles(string directory) =>
    [
        .. files.ListFiles(directory)
            .Where(name => !LogFile.TryParseName(name, out var sequence) || sequence <= cut.Sequence),
    ];

    public IReadOnlyList<string> ListDirectories(string directory) => files.ListDirectories(directory);

    public IDurableFile Create(string path, long reservedSizeBytes) => throw Refused();

    public IDisposable Lock(string path) => throw Refused();

    public void CreateDirectory(string path) => throw Refused();

    public void DeleteDirectory(string path) => throw Refused();

    public void Rename(string from, string to) => throw Refused();

    public bool TryLink(string from, string to) => throw Refused();

    public void Delete(string path) => throw Refused();

    public void SyncDirectory(string path) => throw Refused();

    private static NotSupportedException Refused() => new("This directory is only looked at.");

    private sealed class CutFile(IDurableFile file, long end) : IDurableFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            var read = file.Read(buffer, offset);
            var kept = (int)Math.Clamp(end - offset, 0, read);
            buffer[kept..read].Clear();
            return read;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => throw Refused();

        public void SetLength(long length) => throw Refused();

        public void Flush() => throw Refused();

        public void Dispose() => file.Dispose();
    }
}
