using System.ComponentModel.DataAnnotations;

namespace Orleans.TableService.Client.Orleans;

/// <summary>How the client over grains behaves. Bound from <c>TableService:Client</c>.</summary>
public sealed class TableClientOptions
{
    /// <summary>
    /// Time within which a call that a range did not carry out is tried again, and a watch that broke off is resumed.
    /// Default 10 s; 100 ms to 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan RetryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Wait before a repetition; doubles with each, up to half a second. Default 5 ms; 1 ms to 500 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:00.5")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(5);
}
