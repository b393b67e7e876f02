using Orleans.Concurrency;

namespace Orleans.TableService.GrainContracts;

/// <summary>
/// Owns one range, under its <see cref="RangeId"/> as text. Only the current owner appends to the range's journal.
/// </summary>
[Alias("tableservice.IRangeGrain")]
public interface IRangeGrain : IGrainWithStringKey
{
    /// <summary>
    /// Commits each transaction all-or-nothing, independently of the others; returns once all are durable.
    /// </summary>
    /// <returns>
    /// One outcome per transaction, in order; a key outside the range is the fault <c>StaleRouting</c>.
    /// </returns>
    [Alias("commit"), AlwaysInterleave]
    Task<CommitReply> CommitAsync(CommitBatch batch, CancellationToken cancellationToken);

    /// <summary>Follows the range's changes: <see cref="ITable.WatchAsync"/>.</summary>
    /// <returns>Batches; after an item with a fault there is none.</returns>
    [Alias("watch"), AlwaysInterleave]
    IAsyncEnumerable<WatchItem> WatchAsync(WatchCall call, CancellationToken cancellationToken);

    /// <summary>Reads the whole range as of one revision: <see cref="ITableBackup.ExportAsync"/>.</summary>
    /// <returns>Items; after the last one, or one with a fault, there is none.</returns>
    [Alias("export"), AlwaysInterleave]
    IAsyncEnumerable<ExportItem> ExportAsync(CancellationToken cancellationToken);

    /// <summary>Writes what the range owns of a chunk of a backup; durable on return.</summary>
    [Alias("import"), AlwaysInterleave]
    Task<Reply<ImportReply>> ImportAsync(ImportCall call, CancellationToken cancellationToken);

    /// <summary>The range as it is; opens it if it is closed.</summary>
    [Alias("info"), AlwaysInterleave]
    Task<Reply<RangeInfo>> GetInfoAsync(CancellationToken cancellationToken);

    /// <summary>Makes the range's journal, durable on return. Doing it again is no error.</summary>
    /// <returns>The assignment.</returns>
    [Alias("create")]
    Task<Reply<RangeAssignment>> CreateAsync(RangeAssignment assignment, CancellationToken cancellationToken);

    /// <summary>Removes the range with all its files, durable on return. Doing it again is no error.</summary>
    /// <returns>The assignment.</returns>
    [Alias("delete"), ResponseTimeout("00:02:00")]
    Task<Reply<RangeAssignment>> DeleteAsync(RangeAssignment assignment, CancellationToken cancellationToken);
}
