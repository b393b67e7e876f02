using System.ComponentModel.DataAnnotations;

namespace Orleans.TableService.Client;

/// <summary>How a client reaches the service and how long it tries.</summary>
public sealed class TableServiceClientOptions
{
    /// <summary>
    /// Where the server is: <c>http://host:port</c> for plain text, <c>https://host:port</c> for TLS.
    /// </summary>
    [Required]
    public Uri? Address { get; set; }

    /// <summary>
    /// Longest wait for the outcome of one call, its retries included; watches have none. Default 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Most times that a call is repeated. Only calls that are known not to have been carried out are, and reads.
    /// Default 3.
    /// </summary>
    [Range(0, 100)]
    public int RetriesMax { get; set; } = 3;

    /// <summary>
    /// Wait before the first repetition; each further one waits twice as long. A watch that lost the server waits as
    /// long, or by chance down to half of that, so that not all come back at once. Default 50 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest wait between two repetitions. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a watch that lost the server tries to come back before it ends with <see cref="UnavailableException"/>.
    /// Default <see langword="null"/>: for ever.
    /// </summary>
    public TimeSpan? WatchRetryFor { get; set; }

    /// <summary>
    /// Most operations of one <see cref="TablePipeline"/> without an outcome; further ones wait. Default 4,096.
    /// </summary>
    [Range(1, 1 << 20)]
    public int PipelineOperationsMax { get; set; } = 4096;

    /// <summary>
    /// Bytes at which a message of a pipeline ends; it holds at least one operation. Default 256 KiB.
    /// </summary>
    [Range(1 << 10, 4 << 20)]
    public int PipelineMessageSizeMaxBytes { get; set; } = 256 << 10;
}
