namespace Orleans.TableService.Storage.Journals;

/// <summary>
/// One range's journal, opened by one owner. Disposing it gives up ownership and waits for appends under way.
/// </summary>
public interface IRangeJournal : IAsyncDisposable
{
    /// <summary>Which range.</summary>
    RangeId Range { get; }

    /// <summary>Tells this journal from any other, also from one that the range had before it was deleted.</summary>
    Guid JournalId { get; }

    /// <summary>Generation of this ownership.</summary>
    long Epoch { get; }

    /// <summary>Lsn of the oldest record that is kept; <see cref="LastLsn"/> + 1 when there is none.</summary>
    long FirstLsn { get; }

    /// <summary>
    /// Whether records below <see cref="FirstLsn"/> were given up: an index cannot be made from this journal alone.
    /// </summary>
    bool IsTrimmed { get; }

    /// <summary>Lsn of the last durable record; <see cref="FirstLsn"/> - 1 when there is none.</summary>
    long LastLsn { get; }

    /// <summary>
    /// Age at which a file of records is closed though it is not full, so that it can be trimmed in time. Default none.
    /// </summary>
    TimeSpan SegmentAgeMax { set; }

    /// <summary>
    /// Told, on a thread that must not be kept, that a file of records was closed: more can be trimmed.
    /// </summary>
    Action? WhenRolled { set; }

    /// <summary>Bytes on disk that belong to this journal: segments and its share of the commit log.</summary>
    long SizeBytes { get; }

    /// <summary>
    /// Whether a newer owner has opened the journal or the store has failed: nothing more is acknowledged.
    /// </summary>
    bool IsFenced { get; }

    /// <summary>
    /// Why nothing new is to be appended just now, though reads go on; <see langword="null"/> normally. Cheap: ask
    /// before each write is evaluated, for a group that finds no room in the end fences its owner.
    /// </summary>
    Fault? WriteRefusal { get; }

    /// <summary>
    /// Queues a group for the next flush. Groups of one journal are appended in the order of these calls.
    /// </summary>
    /// <param name="group">Its first Lsn is the last queued Lsn + 1.</param>
    /// <param name="completion">Told when the group is durable, or that it failed.</param>
    void Append(RecordGroup group, IAppendCompletion completion);

    /// <summary>
    /// A reader of the durable groups from <paramref name="fromLsn"/> on. Reads files; use it on a fixed thread.
    /// </summary>
    /// <exception cref="RevisionCompactedException"><paramref name="fromLsn"/> is below
    /// <see cref="FirstLsn"/>.</exception>
    IJournalReader OpenReader(long fromLsn);

    /// <summary>Where trimming frees disk space, oldest first. Does not read files.</summary>
    IReadOnlyList<JournalCut> ListCuts();

    /// <summary>
    /// Gives up the records below <paramref name="belowLsn"/>, but none that is not durable yet; then
    /// <see cref="FirstLsn"/> says so, and for ever. Readers that are below end with
    /// <see cref="RevisionCompactedException"/>. Disk space becomes free by whole files.
    /// </summary>
    /// <exception cref="RangeUnavailableException">A newer owner has opened the journal.</exception>
    /// <exception cref="UnknownOutcomeException">The store has failed: it was done or was not.</exception>
    Task TrimAsync(long belowLsn, CancellationToken cancellationToken);
}
