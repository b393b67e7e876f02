namespace Orleans.TableService.Storage.Journals;

/// <summary>Keeps the journals of ranges: the truth of every table. Safe for use by many threads.</summary>
public interface IJournalStore : IAsyncDisposable
{
    /// <summary>
    /// Completes with the error when the store fails; nothing is acknowledged afterwards, the store is to be opened
    /// anew.
    /// </summary>
    Task<Exception> Failure { get; }

    /// <summary>
    /// Identity of what keeps the journals, the same for all who open it: a data directory, or
    /// the database of a cluster.
    /// </summary>
    Guid StoreId { get; }

    /// <summary>
    /// Makes an empty journal for a range, durable on return. One that exists with this journal id is left as it is.
    /// </summary>
    /// <exception cref="InvalidOperationException">The range has a journal of another id.</exception>
    Task CreateAsync(RangeId range, Guid journalId, CancellationToken cancellationToken);

    /// <summary>
    /// Allots the next epoch and fences all older owners in one atomic, durable step, then reads the tail.
    /// </summary>
    /// <exception cref="RangeUnavailableException">This store has no journal of this range and id: it never makes one
    /// here.</exception>
    /// <exception cref="JournalCorruptedException">Acknowledged bytes are missing or damaged.</exception>
    Task<IRangeJournal> OpenAsync(RangeId range, Guid journalId, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a range's journal and frees its disk space; durable on return. Doing it again is no error.
    /// </summary>
    Task DeleteAsync(RangeId range, CancellationToken cancellationToken);

    /// <summary>The ranges that have a journal here.</summary>
    IReadOnlyList<RangeId> ListRanges();
}
