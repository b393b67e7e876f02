namespace Orleans.TableService.Storage.CommitLog;

/// <summary>A byte of the commit log: the sequence number of a file and the offset in it.</summary>
internal readonly record struct LogPosition(long Sequence, long Offset) : IComparable<LogPosition>
{
    public int CompareTo(LogPosition other) =>
        Sequence != other.Sequence ? Sequence.CompareTo(other.Sequence) : Offset.CompareTo(other.Offset);

    public static LogPosition Max(LogPosition left, LogPosition right) => left > right ? left : right;

    public static bool operator <(LogPosition left, LogPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(LogPosition left, LogPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(LogPosition left, LogPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LogPosition left, LogPosition right) => left.CompareTo(right) >= 0;
}

/// <summary>
/// Tells one use of a log file from every other: its number, and a random salt against numbers used twice.
/// </summary>
internal readonly record struct LogFileId(long Sequence, long Salt);

/// <summary>Where the chain of frames stands: what the next file says of the one before it.</summary>
/// <param name="File">The file; its sequence is 0 before the first.</param>
/// <param name="End">Where its last frame that counts ends, padding included.</param>
/// <param name="Crc">Checksum of that frame.</param>
internal readonly record struct LogLink(LogFileId File, long End, uint Crc)
{
    public LogPosition Position => new(File.Sequence, End);
}
