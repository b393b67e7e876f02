using System.ComponentModel.DataAnnotations;

namespace Orleans.TableService.Storage.S3;

/// <summary>
/// Which bucket keeps checkpoints, and how it is reached. Bound from <c>TableService:Storage:Checkpoints:S3</c>.
/// </summary>
/// <remarks>Credentials are those of the AWS SDK's default chain: environment, profile, container, instance.</remarks>
public sealed class S3CheckpointOptions
{
    /// <summary>
    /// Bucket and prefix, as <c>s3://bucket/prefix</c>. A prefix serves one data directory: another's is refused.
    /// </summary>
    [Required]
    public string Location { get; set; } = "";

    /// <summary>Address of a store that is not Amazon's, such as <c>https://minio:9000</c>. Default Amazon's.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>
    /// Region of the bucket. Default that of the SDK's chain (<c>AWS_REGION</c>, profile), and <c>us-east-1</c> with an
    /// <see cref="Endpoint"/>.
    /// </summary>
    public string? Region { get; set; }

    /// <summary>
    /// Whether the bucket stands in the path of addresses, not in the host's name. Default yes with an
    /// <see cref="Endpoint"/>, else no.
    /// </summary>
    public bool? UsesPathStyle { get; set; }

    /// <summary>
    /// Bytes of a part: larger files are put in parts, <see cref="PartsAtOnce"/> of which are in memory. Default 8 MiB.
    /// </summary>
    [Range(5 << 20, 1 << 30)]
    public int PartSizeBytes { get; set; } = 8 << 20;

    /// <summary>Parts of a file that are put at the same time. Default 2.</summary>
    [Range(1, 64)]
    public int PartsAtOnce { get; set; } = 2;

    /// <summary>
    /// Age at which uploads in parts that never ended are given up: killed processes leave them. Default 1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan UnfinishedUploadAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Attempts at a request that fails for a reason that may pass. Default 4.</summary>
    [Range(1, 20)]
    public int AttemptsMax { get; set; } = 4;

    /// <summary>Longest wait for one attempt, until its answer begins. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
