using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Orleans.TableService.Storage.Checkpoints;

namespace Orleans.TableService.Storage.S3;

/// <summary>Reads an object; goes on where it was when the connection breaks.</summary>
internal sealed class S3ObjectStream : ForwardStream
{
    private const int ResumesMax = 4;

    private readonly IAmazonS3 _client;
    private readonly GetObjectRequest _request;
    private readonly Func<Exception, CancellationToken, Exception> _explain;

    // As the store states it; not positive if it does not.
    private readonly long _length;
    private GetObjectResponse _response;
    private int _resumes;

    private S3ObjectStream(
        IAmazonS3 client,
        GetObjectRequest request,
        GetObjectResponse response,
        Func<Exception, CancellationToken, Exception> explain)
    {
        _client = client;
        _request = request;
        _response = response;
        _length = response.ContentLength;
        _explain = explain;
    }

    /// <summary>Asks for the object; its bytes are read as they are wanted.</summary>
    public static async Task<Stream> OpenAsync(
        IAmazonS3 client,
        GetObjectRequest request,
        Func<Exception, CancellationToken, Exception> explain,
        CancellationToken cancellationToken)
    {
        var response = await client.GetObjectAsync(request, cancellationToken).ConfigureAwait(false);
        return new S3ObjectStream(client, request, response, explain);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (true)
            {
                try
                {
                    var read = await _response.ResponseStream.ReadAsync(buffer, cancellationToken)
                        .ConfigureAwait(false);
                    return Advance(read);
                }
                catch (AmazonClientException) when (Position >= _length)
                {
                    // At the end the SDK compares an MD5 with the object's tag, which is none in every store. What is
                    // read is judged by its SHA-256.
                    return 0;
                }
                catch (Exception e) when (e is IOException or HttpRequestException or AmazonClientException
                    && _resumes < ResumesMax)
                {
                    await ResumeAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (_explain(e, cancellationToken) is { } explained && explained != e)
        {
            throw explained;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _response.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ResumeAsync(CancellationToken cancellationToken)
    {
        _resumes++;
        var request = new GetObjectRequest
        {
            BucketName = _request.BucketName,
            Key = _request.Key,
            ByteRange = new ByteRange(FormattableString.Invariant($"bytes={Position}-")),
        };
        var response = await _client.GetObjectAsync(request, cancellationToken).ConfigureAwait(false);
        if (Position > 0 && response.HttpStatusCode != System.Net.HttpStatusCode.PartialContent)
        {
            response.Dispose();
            throw new IOException("The connection broke, and the store gives no parts of objects to go on with.");
        }

        _response.Dispose();
        _response = response;
    }
}
