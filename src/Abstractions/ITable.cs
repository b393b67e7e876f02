namespace Orleans.TableService;

/// <summary>One table. Safe for use by many callers at once.</summary>
/// <remarks>
/// To commit and to watch are all that a table is; <see cref="TableExtensions"/> adds put, get, delete, increment and
/// ranges over them.
/// </remarks>
public interface ITable
{
    /// <summary>The table as it was when it was opened.</summary>
    StreamInfo Info { get; }

    /// <summary>Carries out a transaction; when it returns a result, its effects are durable.</summary>
    /// <returns>The result, or the fault. Arguments over the limits are faults too.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up; a write may still happen.</exception>
    ValueTask<TransactionOutcome> TryCommitAsync(
        TableTransaction transaction,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// As <see cref="TryCommitAsync"/>, for who has thousands under way: the outcome is told instead of awaited. That
    /// pays for tables inside an Orleans app; others follow a wait for it.
    /// </summary>
    /// <param name="transaction">What to carry out; its memory stays as it is until the receiver is told.</param>
    /// <param name="receiver">Is told, unless this throws.</param>
    /// <param name="cancellationToken">
    /// Ends what comes before the outcome if it can, and attempts after the first. The receiver is told in any case,
    /// and perhaps of the outcome.
    /// </param>
    /// <exception cref="ArgumentNullException">An argument is missing.</exception>
    void Submit(
        TableTransaction transaction,
        IOutcomeReceiver receiver,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(receiver);
        _ = receiver.FollowAsync(CommitAsync(this, transaction, cancellationToken));
    }

    /// <summary>Follows changes in commit order, without gap or repetition, whole transactions at a time.</summary>
    /// <returns>
    /// First a batch without changes that states where the watch begins, then changes as they commit. Ends only by
    /// cancellation or by an exception. A slow reader costs the server no memory: it falls back to reading the journal.
    /// </returns>
    /// <exception cref="RevisionCompactedException">The history at the asked revision is trimmed away.</exception>
    /// <exception cref="StreamNotFoundException">The table is, or was meanwhile, deleted.</exception>
    IAsyncEnumerable<ChangeBatch> WatchAsync(WatchRequest request, CancellationToken cancellationToken = default);

    // What is thrown at once is told too.
    private static async ValueTask<TransactionOutcome> CommitAsync(
        ITable table,
        TableTransaction transaction,
        CancellationToken cancellationToken) =>
        await table.TryCommitAsync(transaction, cancellationToken).ConfigureAwait(false);
}
