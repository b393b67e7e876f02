using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Client.Orleans.Calls;

/// <summary>
/// Sends transactions to one range: single writes and, when there are many, single gets together with those that come
/// at the same time; others by themselves. Safe for use by many callers.
/// </summary>
/// <remarks>
/// The transactions of one batch are answered together, so only those travel together that take equally long. Writes
/// wait for a flush anyway. A single get is mostly answered from memory, before a batch of it could be gathered; but
/// beyond some number the calls themselves are what takes the time.
/// </remarks>
internal sealed class RangeSender(IRangeGrain range, long mapVersion)
{
    // Measured: with 64 callers gathering costs a tenth of the gets, with 256 it gains a fifth.
    private const int GetsAloneMax = 96;

    private readonly CommitGatherer _writes = new(range, mapVersion, aloneMax: 1);
    private readonly CommitGatherer _gets = new(range, mapVersion, GetsAloneMax);
    private readonly CommitGatherer _others = new(range, mapVersion, aloneMax: int.MaxValue);

    /// <summary>
    /// Sends a transaction; without <paramref name="appeal"/>, whatever keeps it from an outcome is thrown.
    /// </summary>
    public ValueTask<TransactionOutcome> SendAsync(
        TableTransaction transaction,
        ICommitAppeal? appeal,
        CancellationToken cancellationToken) =>
        GathererOf(transaction).SendAsync(transaction, appeal, cancellationToken);

    /// <summary>Sends a transaction and tells a receiver; with an appeal failures are values.</summary>
    public void Submit(
        TableTransaction transaction,
        IOutcomeReceiver receiver,
        ICommitAppeal? appeal,
        CancellationToken cancellationToken) =>
        GathererOf(transaction).Submit(transaction, receiver, appeal, cancellationToken);

    private CommitGatherer GathererOf(TableTransaction transaction) => SingleOf(transaction) switch
    {
        PutOperation or DeleteOperation or IncrementOperation => _writes,
        GetOperation => _gets,
        _ => _others,
    };

    private static TableOperation? SingleOf(TableTransaction transaction) =>
        transaction.Success.Count == 1 && transaction.Compares.Count + transaction.Failure.Count == 0
            ? transaction.Success[0]
            : null;
}
