using System.Collections.ObjectModel;
using System.Globalization;
using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Index;

/// <summary>
/// What the indexes of all ranges of a data directory share: the block cache, the rate limiter and the options.
/// </summary>
internal sealed class IndexEnvironment : IDisposable
{
    /// <summary>Purpose of a work directory: copies of an open index.</summary>
    public const string CheckpointPurpose = "checkpoint";

    /// <summary>Purpose of a work directory: an index that is being made from a checkpoint.</summary>
    public const string RestorePurpose = "restore";

    /// <summary>Purpose of a work directory: an index that was given up.</summary>
    public const string DamagedPurpose = "damaged";

    private readonly Lock _lock = new();
    private readonly IndexOptions _options;
    private readonly Func<int> _countOpen;
    private readonly RocksCache _cache;
    private readonly RocksRateLimiter? _limiter;
    private readonly RocksStatistics? _statistics;
    private bool _isDisposed;

    public IndexEnvironment(StorageOptions options)
        : this(options, FileBudget.Of(options).FilesPerIndex)
    {
    }

    /// <summary>Makes the environment.</summary>
    /// <param name="options">How much memory indexes have, and where they are.</param>
    /// <param name="filesPerIndex">Table files that one may hold open.</param>
    /// <param name="countOpen">How many indexes are open.</param>
    public IndexEnvironment(StorageOptions options, int filesPerIndex, Func<int>? countOpen = null)
    {
        RootDirectory = Path.Combine(options.DataDirectory, "index");

        // A compaction is long and writers wait for short steps; when compactions fall behind, writers are slowed down.
        RocksBackgroundThreads.LowerCompactionPriority();
        _cache = new RocksCache(options.BlockCacheSizeBytes);
        EntryCaches = new EntryCaches(options.EntryCacheSizeBytes);
        _limiter = options.BackgroundWriteBytesPerSecond > 0
            ? new RocksRateLimiter(options.BackgroundWriteBytesPerSecond)
            : null;
        _statistics = options.CollectsIndexStatistics ? new RocksStatistics() : null;
        _options = new IndexOptions(options, filesPerIndex, _cache, _limiter, _statistics);
        _countOpen = countOpen ?? (static () => 0);
    }

    /// <summary>Where the indexes lie.</summary>
    public string RootDirectory { get; }

    /// <summary>How an index is opened whose table does not separate values; any can be read so.</summary>
    public RocksDatabaseOptions Options => _options.Of(openCount: 0, separatedFrom: null);

    /// <summary>How the index of a range is opened.</summary>
    public RocksDatabaseOptions OptionsOf(RangeDescriptor range) =>
        _options.Of(_countOpen(), range.SeparateValuesFromBytes);

    /// <summary>Whether RocksDB counts what indexes do.</summary>
    public bool HasStatistics => _statistics is not null;

    /// <summary>What the caches of entries share.</summary>
    public EntryCaches EntryCaches { get; }

    /// <summary>Bytes in the block cache; zero once this is disposed.</summary>
    public long CacheSizeBytes
    {
        get
        {
            // Whoever collects metrics may come while the engine closes.
            lock (_lock)
            {
                return _isDisposed ? 0 : _cache.UsageBytes;
            }
        }
    }

    /// <summary>What RocksDB has counted, by its names; empty when it does not count.</summary>
    public IReadOnlyDictionary<string, long> ReadStatistics()
    {
        lock (_lock)
        {
            return _isDisposed || _statistics is null
                ? ReadOnlyDictionary<string, long>.Empty
                : _statistics.ReadCounters();
        }
    }

    /// <summary>The directory of one range's index.</summary>
    public string DirectoryOf(RangeId range) => Path.Combine(
        RootDirectory,
        range.Stream.ToString(),
        range.Number.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// A directory beside the indexes for work on one of them; it may hold the remains of an earlier try.
    /// </summary>
    public string WorkDirectory(RangeId range, string purpose) => Path.Combine(
        RootDirectory,
        "work",
        string.Create(
            CultureInfo.InvariantCulture, $"{range.Stream.Value}-{range.Number}.{purpose}"));

    /// <summary>Removes the directory of a range's stream if it is empty: its last range is gone.</summary>
    public void RemoveEmptyStream(RangeId range)
    {
        var directory = Path.GetDirectoryName(DirectoryOf(range))!;
        try
        {
            if (Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any())
            {
                Directory.Delete(directory);
            }
        }
        catch (IOException)
        {
            // An index was made in it just now, or the disk refuses: an empty directory does no harm.
        }
    }

    /// <summary>Removes the files of a range's index, which is not open.</summary>
    public void Remove(RangeId range) => Delete(DirectoryOf(range));

    /// <summary>Puts a whole directory in place of a range's index, which is not open.</summary>
    public void Replace(RangeId range, string directory)
    {
        Remove(range);
        Directory.CreateDirectory(Path.GetDirectoryName(DirectoryOf(range))!);
        Directory.Move(directory, DirectoryOf(range));
    }

    /// <summary>Puts a damaged index aside, until there is a good one: it may be all that is left.</summary>
    public void SetAside(RangeId range)
    {
        if (Directory.Exists(DirectoryOf(range)))
        {
            var aside = WorkDirectory(range, DamagedPurpose);
            Delete(aside);
            Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
            Directory.Move(DirectoryOf(range), aside);
        }
    }

    /// <summary>Removes what making a range's index has left, when there is a good one.</summary>
    public void RemoveRecoveryWork(RangeId range)
    {
        Delete(WorkDirectory(range, RestorePurpose));
        Delete(WorkDirectory(range, DamagedPurpose));
    }

    /// <summary>Removes what copying a range's index has left; while nobody copies it.</summary>
    public void RemoveCheckpointWork(RangeId range)
    {
        Delete(WorkDirectory(range, CheckpointPurpose));

        // RocksDB's own name for what it has begun.
        Delete(WorkDirectory(range, CheckpointPurpose) + ".tmp");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _cache.Dispose();
            _limiter?.Dispose();
            _statistics?.Dispose();
        }
    }

    private static void Delete(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
