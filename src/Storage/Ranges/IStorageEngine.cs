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
    Task DeleteRangeAsync(RangeId id, CancellationToken cancellationToken);
}
