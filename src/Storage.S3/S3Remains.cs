using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Orleans.TableService.Storage.S3;

/// <summary>
/// Gives up the uploads in parts that a killed process has left behind a prefix: their parts cost money and are listed
/// nowhere.
/// </summary>
internal sealed class S3Remains(S3Location location, TimeSpan ageMin, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private long? _lookedAt;

    /// <summary>Whether nobody has looked for an hour; who asks is the one to look.</summary>
    public bool IsDue()
    {
        lock (_lock)
        {
            if (_lookedAt is { } lookedAt && time.GetElapsedTime(lookedAt) < Pause)
            {
                return false;
            }

            _lookedAt = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>Looks, and gives up what was begun too long ago to be under way.</summary>
    /// <returns>How many were given up.</returns>
    public async Task<int> RemoveAsync(IAmazonS3 client, CancellationToken cancellationToken)
    {
        var old = new List<MultipartUpload>();
        var bound = time.GetUtcNow() - ageMin;
        await foreach (var upload in ListAsync(client, cancellationToken).ConfigureAwait(false))
        {
            // A store that lists more than it was asked for, or does not say since when, is not taken at its word.
            if (upload.Key.StartsWith(location.Prefix, StringComparison.Ordinal)
                && upload.Initiated is { } begun
                && begun.ToUniversalTime() < bound.UtcDateTime)
            {
                old.Add(upload);
            }
        }

        foreach (var upload in old)
        {
            await AbortAsync(client, upload, cancellationToken).ConfigureAwait(false);
        }

        return old.Count;
    }

    private async IAsyncEnumerable<MultipartUpload> ListAsync(
        IAmazonS3 client, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = location.Bucket, Prefix = location.Prefix };
        while (await TryListAsync(client, request, cancellationToken).ConfigureAwait(false) is { } page)
        {
            foreach (var upload in page.MultipartUploads ?? [])
            {
                yield return upload;
            }

            if (page.IsTruncated != true
                || (page.NextKeyMarker, page.NextUploadIdMarker) == (request.KeyMarker, request.UploadIdMarker))
            {
                yield break;
            }

            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }

    // A store without such lists is left to its life cycle rules.
    private static async Task<ListMultipartUploadsResponse?> TryListAsync(
        IAmazonS3 client, ListMultipartUploadsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ListMultipartUploadsAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException e) when (S3Errors.IsUnsupported(e)
            || e.StatusCode == HttpStatusCode.MethodNotAllowed)
        {
            return null;
        }
    }

    // One that has ended meanwhile is what was wanted.
    private async Task AbortAsync(IAmazonS3 client, MultipartUpload upload, CancellationToken cancellationToken)
    {
        try
        {
            var request = new AbortMultipartUploadRequest
            {
                BucketName = location.Bucket,
                Key = upload.Key,
                UploadId = upload.UploadId,
            };
            await client.AbortMultipartUploadAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException e) when (S3Errors.IsMissing(e))
        {
        }
    }
}
