using Orleans.TableService.Storage.S3;
using Orleans.TableService.Tests.Support.S3;

namespace Orleans.TableService.Storage.Tests.Checkpoints.S3;

/// <summary>What the operator is told when the bucket cannot be used, and what is put in parts.</summary>
public sealed class S3ErrorTests : IAsyncLifetime
{
    private S3TestServer _server = null!;

    public async Task InitializeAsync() => _server = await S3TestServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Put_IntoABucketThatIsNot_NamesIt()
    {
        var options = S3Stores.Options(_server);
        options.Location = "s3://no-such-bucket/p";
        var message = await FailAsync(options);
        Assert.Contains("There is no bucket 'no-such-bucket'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_WithTheWrongKey_SaysWhatRightsItNeeds()
    {
        _server.SecretKeyNow = "another";
        var message = await FailAsync(S3Stores.Options(_server));
        Assert.Contains("refuses access", message, StringComparison.Ordinal);
        Assert.Contains("credentials", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_WhenNobodyListens_NamesTheEndpoint()
    {
        var options = S3Stores.Options(_server);
        options.Endpoint = new Uri("http://127.0.0.1:1");
        options.AttemptsMax = 1;
        var message = await FailAsync(options);
        Assert.Contains("http://127.0.0.1:1 cannot be reached", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_WhenNothingIsAnswered_EndsAndSaysHowLongItWaited()
    {
        _server.Fault = _ => S3Fault.Hang;
        var options = S3Stores.Options(_server);
        options.AttemptsMax = 1;
        options.AttemptTimeout = TimeSpan.FromMilliseconds(200);
        var message = await FailAsync(options);
        Assert.Contains("did not answer within 0.2 s", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_WhenTheStoreIsOverloaded_SaysSoAfterItsAttempts()
    {
        _server.Fault = _ => S3Fault.SlowDown;
        var options = S3Stores.Options(_server);
        options.AttemptsMax = 2;
        var message = await FailAsync(options);
        Assert.Contains("overloaded", message, StringComparison.Ordinal);
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public void Explain_WithoutCredentials_SaysWhatToSetAndNotWhereTheSdkHasLooked()
    {
        var errors = new S3Errors(S3Stores.Options(_server), new S3Location("bucket", "p/"));
        var missing = new Amazon.Runtime.AmazonClientException(
            "Failed to resolve AWS credentials. These were asked:\nException 1 of 2: none\nException 2 of 2: none");
        var message = errors.Explain(missing, "1/a", default).Message;
        Assert.StartsWith(
            "s3://bucket/p cannot be used: Failed to resolve AWS credentials. Set AWS_ACCESS_KEY_ID",
            message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bucket/prefix")]
    [InlineData("s3://")]
    [InlineData("s3://Bucket/x")]
    [InlineData("s3://bucket/../x")]
    [InlineData("s3://bucket/a b")]
    [InlineData("/var/lib/checkpoints")]
    public void Store_OfAPlaceThatIsNone_IsRefused(string location) =>
        Assert.Throws<ArgumentException>(() => new S3CheckpointStore(new S3CheckpointOptions { Location = location }));

    [Theory]
    [InlineData("s3://bucket", "bucket", "")]
    [InlineData("s3://bucket/", "bucket", "")]
    [InlineData("s3://my.bucket-1/a/b_c/", "my.bucket-1", "a/b_c/")]
    public void Location_OfABucketAndPrefix_IsTakenApart(string text, string bucket, string prefix) =>
        Assert.Equal(new S3Location(bucket, prefix), S3Location.TryParse(text));

    [Theory]
    [InlineData("UploadPart")]
    [InlineData("CompleteMultipartUpload")]
    public async Task PutFile_WhenAPartFails_LeavesNothingBehind(string action)
    {
        using var store = new S3CheckpointStore(Once(S3Stores.Options(_server)));
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, new byte[11 << 20]);
        _server.Fault = request => request.Action == action ? S3Fault.InternalError : S3Fault.None;
        await Assert.ThrowsAsync<IOException>(() => store.PutFileAsync("1/a", path, mayLink: false, default));
        Assert.Empty(_server.Objects);
        Assert.Equal(0, _server.UploadCount);

        _server.Fault = _ => S3Fault.None;
        await store.PutFileAsync("1/a", path, mayLink: false, default);
        Assert.Equal(11 << 20, Assert.Single(_server.Objects).Value.Length);
        File.Delete(path);
    }

    [Fact]
    public async Task PutFile_OfOneThatIsThere_IsNotSentAgain()
    {
        using var store = new S3CheckpointStore(S3Stores.Options(_server));
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, new byte[1000]);
        await store.PutFileAsync("1/a", path, mayLink: false, default);
        await store.PutFileAsync("1/a", path, mayLink: false, default);
        Assert.Equal(1, _server.Count("PutObject"));
        File.Delete(path);
    }

    private static S3CheckpointOptions Once(S3CheckpointOptions options)
    {
        options.AttemptsMax = 1;
        return options;
    }

    private static async Task<string> FailAsync(S3CheckpointOptions options)
    {
        using var store = new S3CheckpointStore(options);
        var error = await Assert.ThrowsAsync<IOException>(() => store.ListAsync("1/", default));
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }
}
