using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Tells trouble that passes, or a range that is going away, from real damage.</summary>
internal static class JournalFaults
{
    /// <summary>What a reader of the range is to be told instead.</summary>
    /// <returns><see langword="null"/> if the error says what it means: damage, or a mistake of the program.</returns>
    public static Fault? Unavailable(RangeLog range, Exception error)
    {
        if (error is not (IOException
            or UnauthorizedAccessException
            or ObjectDisposedException
            or JournalCorruptedException))
        {
            return null;
        }

        if (IsDeleting(range))
        {
            return Faults.RangeUnavailable(range.Range, "it was deleted.");
        }

        return error switch
        {
            JournalCorruptedException => null,
            ObjectDisposedException => Faults.RangeUnavailable(range.Range, "its journal store was closed."),
            _ => Faults.RangeUnavailable(range.Range, $"its journal cannot be read: {error.Message}"),
        };
    }

    private static bool IsDeleting(RangeLog range)
    {
        lock (range.Gate)
        {
            return range.IsDeleting;
        }
    }
}
