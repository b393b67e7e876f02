using System.ComponentModel.DataAnnotations;

namespace Orleans.TableService.Gateway;

/// <summary>What clients of the gRPC door may use up. Bound from <c>TableService:Gateway</c> by the server.</summary>
public sealed class TableGatewayOptions
{
    /// <summary>Most bytes of one request message, after decompression. Default 20 MiB.</summary>
    [Range(1 << 20, 64 << 20)]
    public int MessageSizeMaxBytes { get; set; } = 20 << 20;

    /// <summary>Most operations of one pipeline whose results are not written yet. Default 4,096.</summary>
    [Range(1, 1 << 20)]
    public int PipelineOperationsMax { get; set; } = 4096;

    /// <summary>
    /// Most bytes of one pipeline's operations and results that are not written yet, reads counted by the results
    /// before them; one operation is always admitted. Default 32 MiB.
    /// </summary>
    [Range(1 << 16, 1 << 30)]
    public int PipelineSizeMaxBytes { get; set; } = 32 << 20;

    /// <summary>
    /// Bytes at which a reply message of a pipeline ends; it holds at least one result. Default 1 MiB.
    /// </summary>
    [Range(1 << 10, 4 << 20)]
    public int PipelineReplySizeMaxBytes { get; set; } = 1 << 20;

    /// <summary>
    /// When the server stops: longest wait for a pipeline's client to say that it has read the last results.
    /// Default 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan PipelineFarewellTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes at which a message of a watch ends and the batch goes on in the next. Default 1 MiB.</summary>
    [Range(1 << 10, 4 << 20)]
    public int WatchReplySizeMaxBytes { get; set; } = 1 << 20;

    /// <summary>Most opened tables kept; when there are more, all are opened anew. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int TablesCachedMax { get; set; } = 10_000;

    /// <summary>How often the health checks run for those who watch the health. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan HealthPollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most connections; further ones are closed at once. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsMax { get; set; } = 10_000;

    /// <summary>Most calls under way on one connection; the client's further ones wait. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int CallsPerConnectionMax { get; set; } = 1_000;

    /// <summary>
    /// Silence on a connection after which the server asks whether the client is there. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait for the answer to that question, after which the connection is closed. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
