using Microsoft.Extensions.Logging;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges.Evaluation;
using Orleans.TableService.Storage.Ranges.Trimming;
using Orleans.TableService.Storage.Threads;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>What the ranges of one data directory share.</summary>
internal sealed class EngineContext : IAsyncDisposable
{
    // One flush at a time keeps the disk for commits; a few openers let one long recovery pass others by.
    private const int FlushThreads = 1;
    private const int MaintenanceThreads = 2;
    private const int JournalReadThreads = 2;
    private const int ScanThreads = 1;

    // What replies wait for goes before it. Not more than 5: readers of snapshots do wait for it.
    private const int ApplyNice = 5;

    // What would have to wait longer for memory is written all the same.
    private static readonly TimeSpan WriteDelayMax = TimeSpan.FromSeconds(1);

    public EngineContext(StorageEngineSetup setup)
    {
        var options = setup.Options;
        var time = setup.Time;
        Options = options;
        Limits = setup.Limits;
        Time = time;
        Logger = setup.Logger;
        TrimClock = new TrimClock(time);
        Directory.CreateDirectory(options.DataDirectory);
        var files = FileBudget.Of(options);
        OpenIndexes = new OpenIndexes(files.IndexesMax);
        Indexes = new IndexEnvironment(options, files.FilesPerIndex, () => OpenIndexes.Count);
        ReadHealth = setup.ReadHealth ?? (static index => index.ReadHealth());
        Steps = new StorageThreads("table-step", options.StorageThreads);
        Applies = new StorageThreads("table-apply", options.StorageThreads, ApplyNice);
        RecentEntries = new RecentEntriesBudget(options.RecentEntriesSizeBytes);
        Queue = new QueueBudget(options.QueueSizeMaxBytes, parent: null);
        Metrics = new StorageMetrics(time, Queue);
        Checkpoints = new CheckpointService(setup, Indexes, Metrics.Meter);
        HeapTrimmer = new HeapTrimmer(time);
        Governor = new MemtableGovernor(Flushes, options.MemtableBudgetBytes, ReadHealth, HeapTrimmer.Flushed);
        WritePace = new SharedPace(time, WriteDelayMax);
        Disk = new DiskGuard(
            options.DiskReserveBytes + (2 * options.MemtableBudgetBytes) + options.CommitLogFileSizeBytes,
            setup.FreeDiskBytes ?? FreeSpaceOf(options.DataDirectory),
            time);
        EngineGauges.AddTo(Metrics.Meter, this);
    }

    public StorageOptions Options { get; }

    public TableLimits Limits { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    /// <summary>Run the steps of all ranges that may wait for a file.</summary>
    public StorageThreads Steps { get; }

    /// <summary>Write to indexes, which may stall while compactions are behind: nobody's step waits for that.</summary>
    public StorageThreads Applies { get; }

    /// <summary>Wait for the flushes of memtables that the budget asks for.</summary>
    public StorageThreads Flushes { get; } = new("table-flush", FlushThreads);

    /// <summary>Read what takes long: it must keep nobody's point reads and writes waiting.</summary>
    public StorageThreads Scans { get; } = new("table-scan", ScanThreads);

    /// <summary>Open, recover and close indexes.</summary>
    public StorageThreads Maintenance { get; } = new("table-maint", MaintenanceThreads);

    /// <summary>Read journals for watches that are behind.</summary>
    public StorageThreads JournalReads { get; } = new("table-read", JournalReadThreads);

    public IndexEnvironment Indexes { get; }

    public OpenIndexes OpenIndexes { get; }

    /// <summary>How an index stands with its compactions.</summary>
    public Func<RangeIndex, IndexHealth> ReadHealth { get; }

    public MemtableGovernor Governor { get; }

    /// <summary>The pace of those who write while memtables have outgrown their budget.</summary>
    public SharedPace WritePace { get; }

    /// <summary>Gives the memory of indexes that closed back to the system.</summary>
    public HeapTrimmer HeapTrimmer { get; }

    public QueueBudget Queue { get; }

    public DiskGuard Disk { get; }

    public StorageMetrics Metrics { get; }

    /// <summary>Takes checkpoints and knows those that there are.</summary>
    public CheckpointService Checkpoints { get; }

    /// <summary>How far journals may be trimmed.</summary>
    public TrimBounds TrimBounds => Checkpoints.Bounds;

    /// <summary>What decides which history is old.</summary>
    public TrimClock TrimClock { get; }

    public RecentEntriesBudget RecentEntries { get; }

    public UnappliedBudget Unapplied { get; } = new();

    public RequestPool Requests { get; } = new();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Metrics.Dispose();
        HeapTrimmer.Dispose();
        await Steps.DisposeAsync().ConfigureAwait(false);
        await Applies.DisposeAsync().ConfigureAwait(false);
        await Scans.DisposeAsync().ConfigureAwait(false);
        await JournalReads.DisposeAsync().ConfigureAwait(false);
        await Checkpoints.DisposeAsync().ConfigureAwait(false);
        await Maintenance.DisposeAsync().ConfigureAwait(false);
        await Flushes.DisposeAsync().ConfigureAwait(false);
        Indexes.Dispose();
    }

    private static Func<long> FreeSpaceOf(string directory)
    {
        var drive = new DriveInfo(Path.GetFullPath(directory));
        return () => drive.AvailableFreeSpace;
    }
}
