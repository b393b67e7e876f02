using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Journals;

/// <summary>A recovered data directory whose new commit log file is durable: ready to serve.</summary>
internal sealed class OpenedLog : IDisposable
{
    private readonly IDisposable _lock;

    private OpenedLog(StorageOptions options, IFileLayer files, IDisposable directoryLock)
    {
        _lock = directoryLock;
        Segments = new SegmentDirectory(files, options.DataDirectory);
        var directory = Path.Combine(options.DataDirectory, "log");
        if (!files.DirectoryExists(directory))
        {
            SyncNames(files, Path.GetFullPath(options.DataDirectory));
        }

        files.CreateDirectory(directory);
        files.SyncDirectory(options.DataDirectory);
        var recovery = new LogRecovery(files, directory);
        var log = recovery.Run();
        RefuseLostLog(files, directory, isNew: log is null);
        StoreId = log?.StoreId ?? Guid.NewGuid();
        TornTail = recovery.TornTail;
        Files = new LogFiles(log?.Files ?? [], log?.NextSequence ?? 1);
        Spares = new LogSpares(files, directory, options.CommitLogFileSizeBytes);
        Writer = new CommitLogWriter(
            Spares, files, directory, StoreId, new RecentLog(options.RecentLogSizeBytes));
        StartFile(log);
        foreach (var leftover in log?.Leftovers ?? [])
        {
            files.Delete(leftover);
        }
    }

    public Guid StoreId { get; }

    public CommitLogWriter Writer { get; }

    public LogFiles Files { get; }

    public LogSpares Spares { get; }

    public RangeTable Ranges { get; } = new();

    public SegmentDirectory Segments { get; }

    public (string Path, long Offset)? TornTail { get; }

    public static OpenedLog Open(StorageOptions options, IFileLayer files)
    {
        files.CreateDirectory(options.DataDirectory);
        var directoryLock = Lock(options.DataDirectory, files);
        try
        {
            return new OpenedLog(options, files, directoryLock);
        }
        catch
        {
            directoryLock.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Files.Close();
        Spares.Dispose();
        _lock.Dispose();
    }

    // Whoever made the data directory, or a start that was cut short, may have left its name to chance.
    private static void SyncNames(IFileLayer files, string directory)
    {
        try
        {
            while (Path.GetDirectoryName(directory) is { } parent)
            {
                files.SyncDirectory(parent);
                directory = parent;
            }
        }
        catch (UnauthorizedAccessException)
        {
            // A level that this process may not open was not made for it.
        }
    }

    private static IDisposable Lock(string directory, IFileLayer files)
    {
        try
        {
            return files.Lock(Path.Combine(directory, "LOCK"));
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"The data directory {directory} is in use by another process.", e);
        }
    }

    // Ranges without a commit log mean that the log was lost: starting empty would forget what was acknowledged.
    private void RefuseLostLog(IFileLayer files, string directory, bool isNew)
    {
        if (isNew && files.DirectoryExists(Segments.Root) && files.ListDirectories(Segments.Root).Count > 0)
        {
            throw Faults.JournalCorrupted(directory, 0, "the commit log is missing, but there are files of ranges")
                .ToException();
        }
    }

    private void StartFile(RecoveredLog? log)
    {
        var replay = log?.Replay ?? new LogReplay();
        var previous = log?.Previous ?? default;
        var start = Writer.BuildStart(previous, replay.Catalog());
        var entriesOffset = start.Length;
        start.AddRaw(log?.Carried ?? [], log?.CarriedCount ?? 0);
        var file = Files.Take(Writer, start, FrameHeader.AlignmentBytes);
        Writer.Start(file, previous, start);
        replay.Apply(file, 0, start.Written, entriesOffset, start.EntryCount);

        // The mark proves the start frame, so that leftovers may go.
        start.Begin(FrameKind.Group);
        Writer.WriteFlushed(start);
        Files.Add(file);
        foreach (var range in replay.Ranges.Values)
        {
            Ranges.Add(range);
        }
    }
}
