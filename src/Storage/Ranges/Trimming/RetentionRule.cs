using Orleans.TableService.Storage.Journals;

namespace Orleans.TableService.Storage.Ranges.Trimming;

/// <summary>Decides how much of a journal may go. Pure.</summary>
/// <param name="retention">What the stream wants to keep.</param>
/// <param name="bound">The last Lsn that no checkpoint needs.</param>
/// <param name="now">The time.</param>
internal readonly struct RetentionRule(HistoryRetention retention, long bound, DateTimeOffset now)
{
    /// <summary>The oldest record that must be kept, or one before it where that frees no file.</summary>
    /// <param name="cuts">Where the journal can be cut, oldest first.</param>
    /// <param name="sizeBytes">Bytes of the whole journal.</param>
    /// <param name="dueAt">When more may go, if nothing else happens; <see langword="null"/> for never.</param>
    public long FirstLsnToKeep(IReadOnlyList<JournalCut> cuts, long sizeBytes, out DateTimeOffset? dueAt)
    {
        dueAt = null;
        if (retention.Time == TimeSpan.Zero || retention.SizeBytes == 0)
        {
            return bound + 1;
        }

        long first = 0;
        foreach (var cut in cuts)
        {
            if (cut.FirstLsn > bound + 1)
            {
                break;
            }

            if (IsTooLarge(cut, sizeBytes) || IsTooOld(cut))
            {
                first = cut.FirstLsn;
                dueAt = null;
            }
            else
            {
                dueAt ??= DueAt(cut);
            }
        }

        return first;
    }

    private bool IsTooLarge(in JournalCut cut, long sizeBytes) => sizeBytes - cut.FreedSizeBytes >= retention.SizeBytes;

    private bool IsTooOld(in JournalCut cut) => DueAt(cut) <= now;

    private DateTimeOffset? DueAt(in JournalCut cut) =>
        cut.WrittenBefore is { } before && retention.Time is { } time && time < DateTimeOffset.MaxValue - before
            ? before + time
            : null;
}
