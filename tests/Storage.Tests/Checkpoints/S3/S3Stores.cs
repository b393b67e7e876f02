using System.Runtime.CompilerServices;
using Orleans.TableService.Storage.S3;
using Orleans.TableService.Tests.Support.S3;

namespace Orleans.TableService.Storage.Tests.Checkpoints.S3;

/// <summary>Stores over the test server.</summary>
internal static class S3Stores
{
    public const string Prefix = "some/prefix/";

    public static S3CheckpointOptions Options(S3TestServer server) => new()
    {
        Location = $"s3://{S3TestServer.BucketName}/{Prefix.TrimEnd('/')}",
        Endpoint = server.Endpoint,
        PartSizeBytes = 5 << 20,
        AttemptTimeout = TimeSpan.FromSeconds(10),
    };

    // The SDK's default chain reads the process's environment.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void SetCredentials()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", S3TestServer.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", S3TestServer.SecretKey);
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
    }
}
