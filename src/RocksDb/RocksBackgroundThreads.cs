using Orleans.TableService.RocksDb.Native;

namespace Orleans.TableService.RocksDb;

/// <summary>
/// The threads that flush and compact, which all databases of the process share. Opening a database raises their number
/// to what its options ask for, and never lowers it. Only the owner of a process should set them.
/// </summary>
public static unsafe class RocksBackgroundThreads
{
    /// <summary>Sets how many threads flush and how many compact.</summary>
    /// <exception cref="RocksLibraryNotFoundException">RocksDB is not installed.</exception>
    public static void Configure(int flushThreads, int compactionThreads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(flushThreads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(compactionThreads);
        using var environment = Default();
        CommonFunctions.SetFlushThreads(environment.Value, flushThreads);
        CommonFunctions.SetCompactionThreads(environment.Value, compactionThreads);
    }

    /// <summary>
    /// Lets all other threads have the processors before those that compact, for good: each is at nice 19 from its next
    /// compaction on. Those that flush stay as they are, for memory waits for them.
    /// </summary>
    /// <exception cref="RocksLibraryNotFoundException">RocksDB is not installed.</exception>
    public static void LowerCompactionPriority()
    {
        using var environment = Default();
        CommonFunctions.LowerCompactionPriority(environment.Value);
    }

    /// <summary>How many threads flush and how many compact.</summary>
    /// <exception cref="RocksLibraryNotFoundException">RocksDB is not installed.</exception>
    public static (int FlushThreads, int CompactionThreads) Read()
    {
        using var environment = Default();
        return (CommonFunctions.GetFlushThreads(environment.Value),
            CommonFunctions.GetCompactionThreads(environment.Value));
    }

    // The wrapper is destroyed each time; the environment behind it is RocksDB's own and lives as long as the process.
    private static NativeObject Default()
    {
        RocksLibrary.EnsureLoaded();
        return new NativeObject(CommonFunctions.DefaultEnvironment(), CommonFunctions.DestroyEnvironment);
    }
}
