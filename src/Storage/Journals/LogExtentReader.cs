using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Journals;

/// <summary>Reads groups back from the commit log.</summary>
internal static class LogExtentReader
{
    /// <summary>Reads an entry and checks that it is the one that was written there.</summary>
    /// <param name="range">Whose group it is.</param>
    /// <param name="extent">Where it is; its file is entered.</param>
    /// <param name="target">As long as the extent.</param>
    /// <exception cref="JournalCorruptedException">It is not.</exception>
    public static LogEntry Read(RangeLog range, in LogExtent extent, Span<byte> target)
    {
        if (extent.File.Read(target, extent.Offset) == target.Length && LogEntry.IsDataIntact(target))
        {
            var entry = LogEntry.Read(target);
            if (entry.Range == range.Range && entry.FirstLsn == extent.FirstLsn && entry.LastLsn == extent.LastLsn)
            {
                return entry;
            }
        }

        throw Faults.JournalCorrupted(
            extent.File.Path, extent.Offset, $"a group of range {range.Range} is not as it was written").ToException();
    }

    /// <summary>Reads a group.</summary>
    public static RecordGroup ReadGroup(RangeLog range, in LogExtent extent)
    {
        Read(range, extent, out var group);
        return group;
    }

    /// <summary>Reads a group and what is said of it.</summary>
    public static LogEntry Read(RangeLog range, in LogExtent extent, out RecordGroup group)
    {
        var bytes = new byte[extent.Length];
        var entry = Read(range, extent, bytes);
        group = new RecordGroup(entry.FirstLsn, entry.Count, bytes.AsMemory(LogEntry.DataHeaderSizeBytes));
        return entry;
    }
}
