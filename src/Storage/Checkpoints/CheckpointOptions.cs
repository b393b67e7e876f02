using System.ComponentModel.DataAnnotations;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>
/// When and where the indexes of ranges are checkpointed. Bound from <c>TableService:Storage:Checkpoints</c>.
/// </summary>
public sealed class CheckpointOptions
{
    /// <summary>
    /// Whether checkpoints are taken. Those that are there are used in any case. Default yes; without, journals are
    /// never
    /// trimmed.
    /// </summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>
    /// Directory of the local checkpoint store. Default <c>checkpoints</c> in the data directory, where checkpoints
    /// share
    /// their bytes with the indexes; elsewhere they are copies.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>
    /// Journal bytes of a range behind its last checkpoint at which the next is taken. Default 256 MiB.
    /// </summary>
    [Range(4L << 10, 1L << 40)]
    public long IntervalSizeBytes { get; set; } = 256L << 20;

    /// <summary>
    /// Journal bytes behind the last checkpoint from which on a range that nobody uses is checkpointed before its index
    /// closes. Default 16 MiB, which replay in about a second.
    /// </summary>
    [Range(1L, 1L << 40)]
    public long IdleSizeBytes { get; set; } = 16L << 20;

    /// <summary>
    /// Bytes per second that checkpoints read and copy at most, of all ranges; 0 is unbounded. Default 100 MiB.
    /// </summary>
    [Range(0L, 1L << 40)]
    public long BytesPerSecondMax { get; set; } = 100L << 20;

    /// <summary>
    /// Longest wait for one call of the checkpoint store, to which one second per MiB is added where bytes are put.
    /// Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether the first checkpoint after a range was opened reads and verifies what it takes over from the last one,
    /// within <see cref="BytesPerSecondMax"/>. Default yes; without, what decays in the store is found when it is
    /// needed.
    /// </summary>
    public bool VerifiesReused { get; set; } = true;

    /// <summary>Time after a failed checkpoint before the range's next. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMinutes(1);
}
