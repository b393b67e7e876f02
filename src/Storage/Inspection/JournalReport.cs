namespace Orleans.TableService.Storage.Inspection;

/// <summary>What a verification of all journals of a data directory found.</summary>
public sealed record JournalReport
{
    /// <summary>Every damage that was found, in the order of files and bytes.</summary>
    public required IReadOnlyList<JournalDamage> Damages { get; init; }

    /// <summary>
    /// The first byte that an unfinished write left at the end of the commit log; a server drops it with a warning.
    /// </summary>
    public (string File, long Offset)? TornTail { get; init; }

    /// <summary>The ranges that have a journal.</summary>
    public required int RangeCount { get; init; }

    /// <summary>Files of the commit log.</summary>
    public required int LogFileCount { get; init; }

    /// <summary>Intact frames of the commit log that count.</summary>
    public required long FrameCount { get; init; }

    /// <summary>Segments that were read.</summary>
    public required int SegmentCount { get; init; }

    /// <summary>Records in the commit log, in segments or not.</summary>
    public required long LogRecordCount { get; init; }

    /// <summary>Records in segments.</summary>
    public required long SegmentRecordCount { get; init; }

    /// <summary>Groups that are in the commit log and in a segment, and were compared.</summary>
    public required long ComparedGroupCount { get; init; }

    /// <summary>Bytes of frames and segments that were read.</summary>
    public required long SizeBytes { get; init; }
}
