using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Orleans.TableService.Storage.S3;

/// <summary>Makes the SDK's client as the options want it.</summary>
internal static class S3ClientFactory
{
    private const string RegionDefault = "us-east-1";

    public static AmazonS3Client Create(S3CheckpointOptions options)
    {
        var config = new AmazonS3Config
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.AttemptsMax - 1,
            Timeout = options.AttemptTimeout,
            ConnectTimeout = options.AttemptTimeout,
            ForcePathStyle = options.UsesPathStyle ?? options.Endpoint is not null,

            // Requests are signed over the SHA-256 of their bytes, which stores check everywhere; of the checksums that
            // the SDK would add many stores know nothing.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = options.Region
                ?? Environment.GetEnvironmentVariable("AWS_REGION")
                ?? Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION")
                ?? RegionDefault;
        }
        else if (options.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return new AmazonS3Client(config);
    }
}
