using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Orleans.TableService.Storage.S3;

namespace Orleans.TableService.Storage.Tests.Checkpoints.S3;

/// <summary>An object whose reading ends early is never taken for a shorter one.</summary>
public sealed class S3ObjectStreamTests
{
    private static readonly byte[] Contents = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(199)]
    public async Task Read_WhenTheSdkFailsBeforeTheEnd_GoesOnWhereItWas(int failsAt)
    {
        using var client = new FailingClient(failsAt, failures: 1);
        Assert.Equal(Contents, await ReadAsync(client));
        Assert.Equal(2, client.Requests);
    }

    [Fact]
    public async Task Read_WhenTheSdkFailsAtTheEnd_IsWhole()
    {
        using var client = new FailingClient(Contents.Length, failures: int.MaxValue);
        Assert.Equal(Contents, await ReadAsync(client));
        Assert.Equal(1, client.Requests);
    }

    [Fact]
    public async Task Read_WhenTheSdkFailsAgainAndAgain_Fails()
    {
        using var client = new FailingClient(100, failures: int.MaxValue);
        await Assert.ThrowsAsync<IOException>(() => ReadAsync(client));
    }

    private static async Task<byte[]> ReadAsync(FailingClient client)
    {
        var request = new GetObjectRequest { BucketName = "bucket", Key = "key" };
        await using var stream = await S3ObjectStream.OpenAsync(
            client, request, (error, _) => new IOException(error.Message, error), default);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, 64);
        return read.ToArray();
    }

    private sealed class FailingClient(int failsAt, int failures)
        : AmazonS3Client(new AnonymousAWSCredentials(), Amazon.RegionEndpoint.USEast1)
    {
        private int _left = failures;

        public int Requests { get; private set; }

        public override Task<GetObjectResponse> GetObjectAsync(
            GetObjectRequest request, CancellationToken cancellationToken = default)
        {
            Requests++;
            var from = request.ByteRange is { FormattedByteRange: var range }
                ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture)
                : 0;
            return Task.FromResult(new GetObjectResponse
            {
                ContentLength = Contents.Length - from,
                HttpStatusCode = from == 0 ? HttpStatusCode.OK : HttpStatusCode.PartialContent,
                ResponseStream = _left-- > 0
                    ? new FailingStream(Contents[from..Math.Max(from, failsAt)])
                    : new MemoryStream(Contents[from..]),
            });
        }
    }

    // Gives its bytes, and fails where a stream would say that it has ended.
    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read
                ? read
                : throw new AmazonClientException("Expected hash not equal to calculated hash");
    }
}
