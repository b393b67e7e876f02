namespace Orleans.TableService.Storage.Ranges;

/// <summary>Everything that the ranges of one data directory share. Safe for use by many threads.</summary>
public interface IStorageEngine : IAsyncDisposable
{
    /// <summary>Makes the journal of a new range, durable on return. Doing it again is no error.</summary>
    Task CreateRangeAsync(RangeDescriptor descriptor, CancellationToken cancellationToken);

    /// <summary>Opens a range and fences whoever had it open.</summary>
    /// <exception cref="RangeUnavailableException">This data directory holds no such range.</exception>
    /// <exception cref="JournalCorruptedException">Acknowledged bytes are missing or damaged.</exception>
    Task<IRangeStore> OpenRangeAsync(RangeDescriptor descriptor, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a range with all its files, durable on return; closes it first if it is open. Doing it again is no
    /// error.
    /// </summary>
    /// <exception cref="UnavailableException">
    /// Something of it cannot be removed just now, or the engine closes.
    /// </exception>
    Task DeleteRangeAsync(RangeId id, CancellationToken cancellationToken);

    /// <summary>
    /// Says that the engine is disposed of soon: what waits for a store of checkpoints, a deletion or the making of a
    /// range's index, ends and is done again some day, and no more of that is begun. Ranges whose index is there go on.
    /// Doing it again before that is no error.
    /// </summary>
    Task BeginCloseAsync();
}
