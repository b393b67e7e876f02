namespace Orleans.TableService.Storage.Journals;

/// <summary>A place where a journal can be trimmed so that disk space becomes free.</summary>
/// <param name="FirstLsn">Lsn of the oldest record that would be kept.</param>
/// <param name="FreedSizeBytes">Bytes on disk that would become free.</param>
/// <param name="WrittenBefore">
/// Every record that would be given up was committed before this time; <see langword="null"/> if that is not known.
/// </param>
public readonly record struct JournalCut(long FirstLsn, long FreedSizeBytes, DateTimeOffset? WrittenBefore);
