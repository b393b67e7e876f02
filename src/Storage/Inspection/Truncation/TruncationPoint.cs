namespace Orleans.TableService.Storage.Inspection;

/// <summary>Where journals are cut: all behind it is given up.</summary>
public sealed record TruncationPoint
{
    private TruncationPoint()
    {
    }

    /// <summary>The range that is cut; <see langword="null"/> if the whole commit log is.</summary>
    public RangeId? Range { get; private init; }

    /// <summary>The last record of the range that is kept.</summary>
    public long LastLsn { get; private init; }

    /// <summary>Number in the name of the file of the commit log that is cut.</summary>
    public long LogSequence { get; private init; }

    /// <summary>The first byte of that file that is given up; where a frame begins.</summary>
    public long LogOffset { get; private init; }

    /// <summary>Cuts one range's journal behind a record.</summary>
    public static TruncationPoint OfRange(RangeId range, long lastLsn) => new() { Range = range, LastLsn = lastLsn };

    /// <summary>Cuts the commit log, and with it the journals of all ranges.</summary>
    public static TruncationPoint OfLog(long sequence, long offset) =>
        new() { LogSequence = sequence, LogOffset = offset };
}
