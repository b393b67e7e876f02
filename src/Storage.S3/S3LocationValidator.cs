using Microsoft.Extensions.Options;

namespace Orleans.TableService.Storage.S3;

/// <summary>Checks what bounds of <see cref="S3CheckpointOptions"/> do not say.</summary>
internal sealed class S3LocationValidator(IOptions<StorageOptions> storage) : IValidateOptions<S3CheckpointOptions>
{
    public ValidateOptionsResult Validate(string? name, S3CheckpointOptions options) =>
        FindProblem(options) is { } problem ? ValidateOptionsResult.Fail(problem)
        : storage.Value.Checkpoints.Directory is not null ? ValidateOptionsResult.Fail(
            "Checkpoints lie in a directory or in a bucket: take away TableService:Storage:Checkpoints:Directory, or "
            + "the S3 location.")
        : ValidateOptionsResult.Success;

    /// <summary>What is wrong; <see langword="null"/> if nothing is.</summary>
    public static string? FindProblem(S3CheckpointOptions options)
    {
        if (S3Location.TryParse(options.Location) is null)
        {
            return $"'{options.Location}' is no place for checkpoints: write s3://bucket/prefix, with a bucket of 3 to "
                + "63 small letters, digits, '-' and '.', and a prefix of letters, digits, '-', '_' and '.'; a "
                + "directory is the setting TableService:Storage:Checkpoints:Directory.";
        }

        return options.Endpoint is null or { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? null
            : $"'{options.Endpoint}' is no address of an S3 store: write http://host:port or https://host.";
    }
}
