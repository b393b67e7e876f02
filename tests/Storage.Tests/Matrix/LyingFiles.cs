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

    /// <summary>Files of a checkpoint are named in a manifest before they are flushed.</summary>
    CheckpointsAreNotFlushed,

    /// <summary>Names of checkpoints are not made durable before journals are trimmed by them.</summary>
    CheckpointDirectoriesAreNotSynced,

    /// <summary>A journal is trimmed by a checkpoint whose manifest is not written yet.</summary>
    JournalIsTrimmedFirst,

    /// <summary>An error of a flush is taken for success.</summary>
    FlushErrorsAreHidden,

    /// <summary>An error of a write is taken for success.</summary>
    WriteErrorsAreHidden,
}

/// <summary>Files that do not do what they say.</summary>
internal sealed class LyingFiles(IFileLayer files, Lie lie) : DelegatingFileLayer(files)
{
    public override IDurableFile Open(string path) => new LyingFile(base.Open(path), path, lie);

    public override IDurableFile OpenRead(string path) => new LyingFile(base.OpenRead(path), path, lie);

    public override IDurableFile Create(string path, long reservedSizeBytes) =>
        new LyingFile(base.Create(path, reservedSizeBytes), path, lie);

    public override void SyncDirectory(string path)
    {
        var isSkipped = lie switch
        {
            Lie.LogDirectoryIsNotSynced => path.EndsWith("/log", StringComparison.Ordinal),
            Lie.SegmentDirectoryIsNotSynced => path.EndsWith("/segments", StringComparison.Ordinal),
            Lie.ParentIsNotSynced => path == "/",
            Lie.CheckpointDirectoriesAreNotSynced => path.Contains("/checkpoints", StringComparison.Ordinal),
            _ => false,
        };
        if (!isSkipped)
        {
            base.SyncDirectory(path);
        }
    }

    private sealed class LyingFile(IDurableFile file, string path, Lie lie) : DelegatingFile(file)
    {
        private Lie WhenNotFlushed { get; } = path switch
        {
            _ when path.EndsWith(".seg", StringComparison.Ordinal) => Lie.SegmentsAreNotFlushed,
            _ when path.Contains("/checkpoints/", StringComparison.Ordinal)
                || path.Contains("/index/", StringComparison.Ordinal) => Lie.CheckpointsAreNotFlushed,
            _ => Lie.LogIsNotFlushed,
        };

        public override void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            try
            {
                base.Write(bytes, offset);
            }
            catch (IOException) when (lie == Lie.WriteErrorsAreHidden)
            {
                // As a program would that does not look at the result.
            }
        }

        public override void Flush()
        {
            if (lie == WhenNotFlushed)
            {
                return;
            }

            try
            {
                base.Flush();
            }
            catch (IOException) when (lie == Lie.FlushErrorsAreHidden)
            {
                // As a program would that does not look at the result.
            }
        }
    }
}
