using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Tests.Matrix;

/// <summary>A rule that is broken on purpose, to see whether the matrix notices.</summary>
public enum Lie
{
    /// <summary>What is written to the commit log is acknowledged before it is flushed.</summary>
    LogIsNotFlushed,

    /// <summary>Segments are stated as copied before they are flushed.</summary>
    SegmentsAreNotFlushed,

    /// <summary>Names in the directory of the log are not made durable.</summary>
    LogDirectoryIsNotSynced,

    /// <summary>Names of segments are not made durable.</summary>
    SegmentDirectoryIsNotSynced,

    /// <summary>The name of the data directory is not made durable.</summary>
    ParentIsNotSynced,

    /// <summary>An error of a flush is taken for success.</summary>
    FlushErrorsAreHidden,

    /// <summary>An error of a write is taken for success.</summary>
    WriteErrorsAreHidden,
}

/// <summary>Files that do not do what they say.</summary>
internal sealed class LyingFiles(IFileLayer files, Lie lie) : IFileLayer
{
    public IDurableFile Open(string path) => new LyingFile(files.Open(path), path, lie);

    public IDurableFile OpenRead(string path) => files.OpenRead(path);

    public IDurableFile Create(string path, long reservedSizeBytes) =>
        new LyingFile(files.Create(path, reservedSizeBytes), path, lie);

    public IDisposable Lock(string path) => files.Lock(path);

    public bool FileExists(string path) => files.FileExists(path);

    public bool DirectoryExists(string path) => files.DirectoryExists(path);

    public IReadOnlyList<string> ListFiles(string directory) => files.ListFiles(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => files.ListDirectories(directory);

    public void CreateDirectory(string path) => files.CreateDirectory(path);

    public void DeleteDirectory(string path) => files.DeleteDirectory(path);

    public void Rename(string from, string to) => files.Rename(from, to);

    public bool TryLink(string from, string to) => files.TryLink(from, to);

    public void Delete(string path) => files.Delete(path);

    public void SyncDirectory(string path)
    {
        var isSkipped = lie switch
        {
            Lie.LogDirectoryIsNotSynced => path.EndsWith("/log", StringComparison.Ordinal),
            Lie.SegmentDirectoryIsNotSynced => path.EndsWith("/segments", StringComparison.Ordinal),
            Lie.ParentIsNotSynced => path == "/",
            _ => false,
        };
        if (!isSkipped)
        {
            files.SyncDirectory(path);
        }
    }

    private sealed class LyingFile(IDurableFile file, string path, Lie lie) : IDurableFile
    {
        private bool IsSegment => path.EndsWith(".seg", StringComparison.Ordinal);

        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            try
            {
                file.Write(bytes, offset);
            }
            catch (IOException) when (lie == Lie.WriteErrorsAreHidden)
            {
                // As a program would that does not look at the result.
            }
        }

        public void SetLength(long length) => file.SetLength(length);

        public void Flush()
        {
            if (lie == (IsSegment ? Lie.SegmentsAreNotFlushed : Lie.LogIsNotFlushed))
            {
                return;
            }

            try
            {
                file.Flush();
            }
            catch (IOException) when (lie == Lie.FlushErrorsAreHidden)
            {
                // As a program would that does not look at the result.
            }
        }

        public void Dispose() => file.Dispose();
    }
}
