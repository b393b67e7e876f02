using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Orleans.TableService.Storage.CommitLog;

namespace Orleans.TableService.Storage.Inspection;

/// <summary>The groups that the commit log holds, by range and Lsn, to compare them with segments.</summary>
internal sealed class LogCopies
{
    private readonly Dictionary<RangeId, List<Copy>> _copies = [];

    /// <summary>Notes a data entry of the log. Entries of one range come in the order of their Lsns.</summary>
    public void Add(LogFile file, long offset, in LogEntry entry, ReadOnlySpan<byte> bytes)
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(_copies, entry.Range, out _);
        list ??= [];
        list.Add(new Copy(entry.FirstLsn, ReadCrc(bytes), entry.Length, file, offset));
    }

    /// <summary>Finds the log's copy of a group that begins at an Lsn.</summary>
    /// <param name="entry">The group, as a segment has it.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="isEqual">Whether both have the same length and checksum, and each has its checksum's bytes.</param>
    /// <param name="place">Where the log has it.</param>
    public bool TryCompare(
        in LogEntry entry, ReadOnlySpan<byte> bytes, out bool isEqual, out (string Path, long Offset) place)
    {
        (isEqual, place) = (false, default);
        if (!_copies.TryGetValue(entry.Range, out var list))
        {
            return false;
        }

        var index = CollectionsMarshal.AsSpan(list).BinarySearch(new Copy(entry.FirstLsn, 0, 0, null!, 0));
        if (index < 0)
        {
            return false;
        }

        var copy = list[index];
        isEqual = copy.Crc == ReadCrc(bytes) && copy.Length == entry.Length;
        place = (copy.File.Path, copy.Offset);
        return true;
    }

    private static uint ReadCrc(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[LogEntry.DataCrcOffset..]);

    private readonly record struct Copy(long FirstLsn, uint Crc, int Length, LogFile File, long Offset)
        : IComparable<Copy>
    {
        public int CompareTo(Copy other) => FirstLsn.CompareTo(other.FirstLsn);
    }
}
