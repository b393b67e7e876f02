namespace Orleans.TableService;

/// <summary>Copies streams out of a service and into another. Safe for use by many callers at once.</summary>
public interface ITableBackup
{
    /// <summary>Reads a whole stream, one range after the other, each as of one revision.</summary>
    /// <remarks>
    /// Writes go on meanwhile. A range is pinned while it is read; a reader that asks for nothing for 30 s loses it.
    /// </remarks>
    /// <returns>Chunks of about 1 MiB, at least one of each range.</returns>
    /// <exception cref="StreamNotFoundException">There is no such stream.</exception>
    /// <exception cref="RangeUnavailableException">
    /// A range stopped, or its reader was too slow: begin again.
    /// </exception>
    IAsyncEnumerable<BackupChunk> ExportAsync(
        string namespaceName,
        string name,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes a chunk into a stream with all that its entries were: values, revisions, versions, leases, expiries.
    /// Durable on return. Doing it again changes nothing.
    /// </summary>
    /// <param name="namespaceName">The namespace.</param>
    /// <param name="name">The stream; it is new, and nobody else writes to it.</param>
    /// <param name="chunk">What to write.</param>
    /// <param name="revisionFloor">
    /// Greatest revision of all chunks that will be written: the stream's own revisions begin behind it.
    /// </param>
    /// <param name="cancellationToken">Gives up; the chunk may still be written.</param>
    /// <exception cref="ConditionFailedException">
    /// The stream has one of the keys already, of another revision.
    /// </exception>
    /// <exception cref="InvalidRequestException">
    /// The stream had been written to before, or the chunk is damaged.
    /// </exception>
    Task ImportAsync(
        string namespaceName,
        string name,
        BackupChunk chunk,
        long revisionFloor,
        CancellationToken cancellationToken = default);
}
