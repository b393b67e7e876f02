using System.Buffers;
using System.Net;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Win32.SafeHandles;

namespace Orleans.TableService.Storage.S3;

/// <summary>Puts one object: at once, or a large file in parts.</summary>
internal sealed class S3Upload(IAmazonS3 client, S3CheckpointOptions options, string bucket, string key)
{
    private const int PartsMax = 10_000;

    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Puts bytes.</summary>
    /// <param name="bytes">The whole object.</param>
    /// <param name="replaces">Whether an object of this name is replaced; else it stays.</param>
    /// <param name="cancellationToken">Gives up; the object is there or not.</param>
    /// <returns>Whether the store has taken them, and had no such object.</returns>
    public async Task<bool> PutAsync(
        ReadOnlyMemory<byte> bytes, bool replaces, CancellationToken cancellationToken)
    {
        try
        {
            await client.PutObjectAsync(Request(bytes, replaces), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonServiceException e) when (!replaces
            && e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
        {
            return false;
        }
        catch (AmazonServiceException e) when (!replaces && S3Errors.IsUnsupported(e))
        {
            // A store without conditions: the object was not there a moment ago.
            await client.PutObjectAsync(Request(bytes, replaces: true), cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Puts a file, of which at most a few parts are in memory.</summary>
    public async Task PutFileAsync(string path, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);
        if (length <= options.PartSizeBytes)
        {
            var buffer = ArrayPool<byte>.Shared.Rent((int)length);
            try
            {
                var part = buffer.AsMemory(0, (int)length);
                await ReadAsync(file, part, 0, cancellationToken).ConfigureAwait(false);
                await PutAsync(part, replaces: true, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            return;
        }

        await PutPartsAsync(file, length, cancellationToken).ConfigureAwait(false);
    }

    private async Task PutPartsAsync(SafeFileHandle file, long length, CancellationToken cancellationToken)
    {
        var begun = await client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = bucket, Key = key }, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            var partSize = (int)Math.Max(options.PartSizeBytes, (length + PartsMax - 1) / PartsMax);
            var tags = new PartETag[(length + partSize - 1) / partSize];
            var bounds = new ParallelOptions
            {
                MaxDegreeOfParallelism = options.PartsAtOnce,
                CancellationToken = cancellationToken,
            };
            await Parallel.ForAsync(0, tags.Length, bounds, async (i, token) =>
            {
                var offset = (long)i * partSize;
                var size = (int)Math.Min(partSize, length - offset);
                tags[i] = await PutPartAsync(file, begun.UploadId, i + 1, offset, size, token).ConfigureAwait(false);
            }).ConfigureAwait(false);
            await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest
                {
                    BucketName = bucket,
                    Key = key,
                    UploadId = begun.UploadId,
                    PartETags = [.. tags],
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await AbortAsync(begun.UploadId).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<PartETag> PutPartAsync(
        SafeFileHandle file,
        string uploadId,
        int number,
        long offset,
        int size,
        CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            await ReadAsync(file, buffer.AsMemory(0, size), offset, cancellationToken).ConfigureAwait(false);
            using var body = new MemoryStream(buffer, 0, size, writable: false);
            var answer = await client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = bucket,
                    Key = key,
                    UploadId = uploadId,
                    PartNumber = number,
                    PartSize = size,
                    InputStream = body,
                    UseChunkEncoding = false,
                    DisablePayloadSigning = false,
                },
                cancellationToken).ConfigureAwait(false);
            return new PartETag(number, answer.ETag);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // What stays costs money until it is old enough to be given up with its like; the error of the
    // upload is told, not this.
    private async Task AbortAsync(string uploadId)
    {
        using var limit = new CancellationTokenSource(AbortTimeout);
        var ended = client.AbortMultipartUploadAsync(
            new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId }, limit.Token);
        await ((Task)ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private PutObjectRequest Request(ReadOnlyMemory<byte> bytes, bool replaces)
    {
        if (!MemoryMarshal.TryGetArray(bytes, out var array))
        {
            array = bytes.ToArray();
        }

        return new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = new MemoryStream(array.Array!, array.Offset, array.Count, writable: false),
            ContentType = "application/octet-stream",
            UseChunkEncoding = false,
            DisablePayloadSigning = false,
            IfNoneMatch = replaces ? null : "*",
        };
    }

    private static async Task ReadAsync(
        SafeFileHandle file,
        Memory<byte> buffer,
        long offset,
        CancellationToken cancellationToken)
    {
        for (var done = 0; done < buffer.Length;)
        {
            var read = await RandomAccess.ReadAsync(file, buffer[done..], offset + done, cancellationToken)
                .ConfigureAwait(false);
            done += read > 0 ? read : throw new EndOfStreamException("The file has become shorter while it was put.");
        }
    }
}
