using Orleans.TableService.Storage.Telemetry;

namespace Orleans.TableService.Storage.Index;

/// <summary>Divides the file handles that indexes may have among those that may be open at once.</summary>
/// <param name="IndexesMax">Most indexes open at once.</param>
/// <param name="FilesPerIndex">What each is told to hold open at most.</param>
internal readonly record struct FileBudget(int IndexesMax, int FilesPerIndex)
{
    /// <summary>RocksDB takes no fewer; ten of them are for its log, lock, manifest and what it writes.</summary>
    public const int FilesPerIndexMin = 20;

    // More than that bring nothing to an index of usual size: its upper levels are a few files.
    private const int FilesPerIndexMax = 64;

    // Of the ten that RocksDB counts for itself it has six: two directories, log, lock, manifest, and
    // an empty write-ahead log.
    private const int UnusedPerIndex = 4;

    /// <summary>
    /// The budget of these options, in a process that may have <paramref name="handlesMax"/> handles.
    /// </summary>
    public static FileBudget Of(StorageOptions options, long handlesMax)
    {
        // An eighth is left to connections, segments, the commit log, and indexes that are busy beyond the bound.
        var files = options.IndexFilesMax > 0 ? options.IndexFilesMax
            : handlesMax > 0 ? handlesMax - (handlesMax / 8)
            : long.MaxValue;
        var indexes = (int)Math.Clamp(files / (FilesPerIndexMin - UnusedPerIndex), 1, options.IndexesOpenMax);
        return new FileBudget(
            indexes, (int)Math.Clamp((files / indexes) + UnusedPerIndex, FilesPerIndexMin, FilesPerIndexMax));
    }

    /// <summary>The budget of these options in this process.</summary>
    public static FileBudget Of(StorageOptions options) => Of(options, FileHandles.Limit());
}
