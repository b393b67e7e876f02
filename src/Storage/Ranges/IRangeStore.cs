namespace Orleans.TableService.Storage.Ranges;

/// <summary>One open range: journal, index and the writer between them. Safe for use by many callers.</summary>
/// <remarks>Disposing it refuses new work, lets what is queued finish, and closes journal and index.</remarks>
public interface IRangeStore : IAsyncDisposable
{
    /// <summary>What the range must know of itself.</summary>
    RangeDescriptor Descriptor { get; }

    /// <summary>
    /// Completes when the range has stopped, with the fault that stopped it; <see langword="null"/> after a plain
    /// close.
    /// </summary>
    Task<Fault?> Stopped { get; }

    /// <summary>The range as it is now. Does not block.</summary>
    RangeInfo GetInfo();

    /// <summary>
    /// Carries out transactions, each for itself. A result means that its effects are durable and seen by all.
    /// </summary>
    /// <param name="transactions">What to carry out; each is read until its outcome is told.</param>
    /// <param name="sink">Learns each outcome, of some before this returns. Whatever goes wrong is an outcome.</param>
    /// <param name="cancellationToken">Gives up waiting; a write that has left the queue still happens.</param>
    void Submit(
        IReadOnlyList<TableTransaction> transactions,
        IOutcomeSink sink,
        CancellationToken cancellationToken);

    /// <summary>Takes a checkpoint of the index, after those of other ranges that were asked for before.</summary>
    /// <returns>
    /// The last revision that it holds; 0 if none was taken: the index is not open, or has nothing that the last lacks.
    /// </returns>
    /// <exception cref="IOException">The checkpoint store, or the disk, failed; the range goes on.</exception>
    /// <exception cref="RangeUnavailableException">
    /// The index failed; the range goes on, unless it has stopped.
    /// </exception>
    Task<long> CheckpointAsync(CancellationToken cancellationToken);

    /// <summary>Reads the whole range as of one revision; see <see cref="ITableBackup.ExportAsync"/>.</summary>
    IAsyncEnumerable<BackupChunk> ExportAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes the entries of a chunk that the range owns; durable on return; see
    /// <see cref="ITableBackup.ImportAsync"/>.
    /// </summary>
    /// <returns>How many entries the range owns.</returns>
    Task<int> ImportAsync(BackupChunk chunk, long revisionFloor, CancellationToken cancellationToken);

    /// <summary>Follows the range's changes; see <see cref="ITable.WatchAsync"/>.</summary>
    IAsyncEnumerable<ChangeBatch> WatchAsync(WatchRequest request, CancellationToken cancellationToken);
}
