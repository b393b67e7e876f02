using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Ranges;

/// <summary>What a <see cref="StorageEngine"/> is made of.</summary>
public sealed class StorageEngineSetup
{
    /// <summary>Directories, threads and bounds.</summary>
    public required StorageOptions Options { get; init; }

    /// <summary>Bounds of requests, checked again in the range. Default those of <see cref="TableLimits"/>.</summary>
    public TableLimits Limits { get; init; } = new();

    /// <summary>
    /// Opens the journal store; called at the start, and again after a store has failed and was disposed.
    /// </summary>
    public required Func<CancellationToken, Task<IJournalStore>> OpenJournals { get; init; }

    /// <summary>
    /// Where checkpoints lie. Default a <see cref="LocalCheckpointStore"/> in the directory of the options.
    /// </summary>
    public ICheckpointStore? CheckpointStore { get; init; }

    /// <summary>The clock. Default that of the system.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where to log. Default nowhere.</summary>
    public ILogger<StorageEngine> Logger { get; init; } = NullLogger<StorageEngine>.Instance;

    /// <summary>Free bytes of the disk of the data directory; <see langword="null"/> asks the system.</summary>
    public Func<long>? FreeDiskBytes { get; init; }

    /// <summary>How an index stands with its compactions; <see langword="null"/> asks RocksDB.</summary>
    internal Func<RangeIndex, IndexHealth>? ReadHealth { get; init; }
}
