namespace Orleans.TableService;

/// <summary>
/// How much of its history, which watches resume from and streams are read from, each range of a stream keeps.
/// </summary>
/// <remarks>
/// History goes when it is past either bound. It goes by whole files, and never while a restore of the range could need
/// it, so that there may be more of it than is asked for, but not less.
/// </remarks>
public sealed record HistoryRetention
{
    /// <summary>Every change is kept for ever. What a <see cref="StorageType.Stream"/> has by default.</summary>
    public static HistoryRetention Unlimited { get; } = new();

    /// <summary>
    /// What a <see cref="StorageType.Table"/> has by default: an hour, but at most 256 MiB in each range.
    /// </summary>
    public static HistoryRetention TableDefault { get; } =
        new() { Time = TimeSpan.FromHours(1), SizeBytes = 256L << 20 };

    /// <summary>
    /// Age behind which a change may go, from zero; <see langword="null"/>, the default, for no bound.
    /// </summary>
    public TimeSpan? Time { get; init; }

    /// <summary>
    /// Bytes of changes in each range behind which older ones may go, from 0; <see langword="null"/>, the default, for
    /// no bound.
    /// </summary>
    public long? SizeBytes { get; init; }

    /// <summary>What is wrong with it; <see langword="null"/> if nothing is.</summary>
    public Fault? Check()
    {
        if (Time < TimeSpan.Zero)
        {
            return Faults.InvalidRequest("retention_time", "The time for which history is kept cannot be negative.");
        }

        return SizeBytes < 0
            ? Faults.InvalidRequest("retention_size", "The size of the history that is kept cannot be negative.")
            : null;
    }
}
