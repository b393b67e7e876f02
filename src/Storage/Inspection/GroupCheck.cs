using Orleans.TableService.Storage.CommitLog;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>Checks one data entry by itself: its checksum, and that its records can be read.</summary>
internal static class GroupCheck
{
    /// <summary>Checks an entry.</summary>
    /// <param name="entry">What its header says.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="readsRecords">Whether records are read too, not only counted.</param>
    /// <returns>What is wrong; <see langword="null"/> if nothing is.</returns>
    public static string? Find(in LogEntry entry, ReadOnlyMemory<byte> bytes, bool readsRecords)
    {
        if (!LogEntry.IsDataIntact(bytes.Span))
        {
            return $"the checksum of the group at Lsn {entry.FirstLsn} does not hold";
        }

        long count = 0;
        try
        {
            var records = bytes[LogEntry.DataHeaderSizeBytes..];
            foreach (var record in new RecordGroup(entry.FirstLsn, entry.Count, records))
            {
                count++;
                if (readsRecords)
                {
                    Read(record);
                }
            }
        }
        catch (InvalidDataException e)
        {
            return $"record {entry.FirstLsn + Math.Max(0, count - 1)} cannot be read: {e.Message}";
        }

        return count == entry.Count
            ? null
            : $"the group at Lsn {entry.FirstLsn} holds {count} records and says {entry.Count}";
    }

    private static void Read(in JournalRecord record)
    {
        var reader = new RecordReader(record);
        while (reader.TryRead(out _))
        {
        }
    }
}
