using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;

namespace Orleans.TableService.Storage.S3;

/// <summary>What the SDK throws, as one sentence that says what to do.</summary>
internal sealed class S3Errors(S3CheckpointOptions options, S3Location location)
{
    private string Where => options.Endpoint?.GetLeftPart(UriPartial.Authority) ?? "Amazon S3";

    /// <summary>The error as callers know it.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="name">Name of the object, or the begin of names.</param>
    /// <param name="cancellationToken">That of the call.</param>
    public Exception Explain(Exception error, string name, CancellationToken cancellationToken) => error switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => error,
        IOException => error,
        OperationCanceledException => new IOException(Silent, error),
        AmazonServiceException e when Answer(e, name) is { } explained => explained,
        _ when Unreachable(error) is { } sentence => new IOException(sentence, error),
        AmazonServiceException e => new IOException(
            $"{Where} answered {(int)e.StatusCode} {e.ErrorCode} for {location}: {Line(e)}", e),
        AmazonClientException e => new IOException(
            $"{location} cannot be used: {FirstSentence(e)} Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and "
            + "AWS_REGION, or another source of the AWS SDK's default chain.",
            e),
        _ => new IOException($"{location} failed: {Line(error)}", error),
    };

    private string Silent => $"{Where} did not answer within {options.AttemptTimeout.TotalSeconds:0.#} s.";

    /// <summary>Whether the store says that there is no such object.</summary>
    public static bool IsMissing(AmazonServiceException error) =>
        error.StatusCode == HttpStatusCode.NotFound && error.ErrorCode != "NoSuchBucket";

    /// <summary>Whether the store says that a request needs something that it does not know.</summary>
    public static bool IsUnsupported(AmazonServiceException error) =>
        error.StatusCode == HttpStatusCode.NotImplemented
        || error.ErrorCode is "NotImplemented" or "InvalidRequest" or "InvalidArgument" or "UnsupportedArgument";

    private IOException? Answer(AmazonServiceException error, string name) => error switch
    {
        _ when error.StatusCode == 0 => null,
        { ErrorCode: "NoSuchBucket" } => new IOException(
            $"There is no bucket '{location.Bucket}' at {Where}: make it, or name another as s3://bucket/prefix.",
            error),
        _ when IsMissing(error) => new FileNotFoundException($"{location} has no object {name}.", name, error),
        { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect }
            or { ErrorCode: "AuthorizationHeaderMalformed" or "PermanentRedirect" } => new IOException(
            $"The bucket '{location.Bucket}' is in another region: set the S3 region to its own ({Line(error)}).",
            error),
        { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => new IOException(
            $"{Where} refuses access to {location} ({error.ErrorCode}): check the credentials, and that they may list "
            + "the bucket and get, put and delete objects in it.",
            error),
        { StatusCode: HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests } => new IOException(
            $"{Where} is overloaded ({error.ErrorCode}): it is tried again later.", error),
        _ => null,
    };

    private string? Unreachable(Exception error)
    {
        for (var at = error; at is not null; at = at.InnerException)
        {
            if (at is TaskCanceledException or TimeoutException)
            {
                return Silent;
            }

            if (at is SocketException or System.Security.Authentication.AuthenticationException
                or HttpRequestException { InnerException: null })
            {
                return $"{Where} cannot be reached: {Line(at)} Check the S3 endpoint and the network.";
            }
        }

        return null;
    }

    // The SDK goes on with a list of every place that it has looked at.
    private static string FirstSentence(Exception error)
    {
        var line = Line(error);
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? line : line[..(end + 1)];
    }

    private static string Line(Exception error) => error.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ') + ".";
}
