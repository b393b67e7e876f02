using System.ComponentModel.DataAnnotations;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Orleans.TableService.Storage.Checkpoints;

namespace Orleans.TableService.Storage.S3;

/// <summary>Checkpoints in a bucket of Amazon S3, or of a store that speaks its protocol.</summary>
/// <remarks>
/// Names are those of the objects behind the location's prefix. The SDK is loaded, and credentials are looked for, at
/// the first call. Errors are <see cref="IOException"/>s whose message says what to do.
/// </remarks>
public sealed class S3CheckpointStore : ICheckpointStore, IDisposable
{
    private const int DeletesAtOnce = 8;

    private readonly S3CheckpointOptions _options;
    private readonly S3Location _location;
    private readonly S3Errors _errors;
    private readonly S3Remains _remains;
    private readonly Lazy<IAmazonS3> _client;

    /// <summary>A store as the options want it; nothing is asked of it yet.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">The clock. Default that of the system.</param>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    public S3CheckpointStore(S3CheckpointOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (S3LocationValidator.FindProblem(options) is { } problem)
        {
            throw new ArgumentException(problem);
        }

        try
        {
            Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        }
        catch (ValidationException e)
        {
            throw new ArgumentException(e.Message, nameof(options), e);
        }

        _options = options;
        _location = S3Location.TryParse(options.Location)!;
        _errors = new S3Errors(options, _location);
        _remains = new S3Remains(_location, options.UnfinishedUploadAge, time ?? TimeProvider.System);
        _client = new Lazy<IAmazonS3>(
            () => S3ClientFactory.Create(_options), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <inheritdoc/>
    public Task PutAsync(string name, ReadOnlyMemory<byte> contents, CancellationToken cancellationToken) =>
        CallAsync(name, async client =>
    {
        var upload = new S3Upload(client, _options, _location.Bucket, Key(name));
        var length = await FindLengthAsync(client, name, cancellationToken).ConfigureAwait(false);
        if (length == contents.Length)
        {
            return true;
        }

        // Of another length: the remains of a store that lied. One that appears just now is an attempt of the SDK's, or
        // of a call that was given up: it is read back like any other.
        return await upload.PutAsync(contents, replaces: length is not null, cancellationToken).ConfigureAwait(false);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> PutFileAsync(string name, string path, bool mayLink, CancellationToken cancellationToken) =>
        CallAsync(name, async client =>
    {
        var length = await FindLengthAsync(client, name, cancellationToken).ConfigureAwait(false);
        if (length != new FileInfo(path).Length)
        {
            await new S3Upload(client, _options, _location.Bucket, Key(name))
                .PutFileAsync(path, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryCopyAsync(string from, string to, CancellationToken cancellationToken) =>
        CallAsync(to, async client =>
    {
        try
        {
            await client.CopyObjectAsync(
                new CopyObjectRequest
                {
                    SourceBucket = _location.Bucket,
                    SourceKey = Key(from),
                    DestinationBucket = _location.Bucket,
                    DestinationKey = Key(to),
                },
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonServiceException e) when (S3Errors.IsMissing(e)
            || S3Errors.IsUnsupported(e)
            || e.StatusCode is HttpStatusCode.RequestEntityTooLarge)
        {
            // Also what is larger than a store copies at once.
            return false;
        }
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckpointObject>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        CallAsync(prefix, async client =>
    {
        var found = new List<CheckpointObject>();
        var request = new ListObjectsV2Request { BucketName = _location.Bucket, Prefix = Key(prefix) };
        while (true)
        {
            var page = await client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.S3Objects ?? [])
            {
                // A store that lists more than it was asked for would have others' objects removed.
                if (item.Key.StartsWith(request.Prefix, StringComparison.Ordinal))
                {
                    found.Add(new CheckpointObject(item.Key[_location.Prefix.Length..], item.Size ?? 0));
                }
            }

            if (page.IsTruncated != true)
            {
                return (IReadOnlyList<CheckpointObject>)found;
            }

            request.ContinuationToken =
                page.NextContinuationToken is { Length: > 0 } next && next != request.ContinuationToken
                    ? next
                    : throw new IOException($"{_location} was listed to a page that does not say how to go on.");
        }
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(
            name,
            client => S3ObjectStream.OpenAsync(
                client,
                new GetObjectRequest { BucketName = _location.Bucket, Key = Key(name) },
                (error, token) => _errors.Explain(error, name, token),
                cancellationToken),
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryLinkToAsync(string name, string path, CancellationToken cancellationToken) =>
        Task.FromResult(false);

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(name, async client =>
    {
        try
        {
            await client.DeleteObjectAsync(_location.Bucket, Key(name), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonServiceException e) when (S3Errors.IsMissing(e))
        {
            return false;
        }
    }, cancellationToken);

    /// <inheritdoc/>
    public async Task DeleteAllAsync(string prefix, CancellationToken cancellationToken)
    {
        var found = await ListAsync(prefix, cancellationToken).ConfigureAwait(false);
        var bounds = new ParallelOptions
        {
            MaxDegreeOfParallelism = DeletesAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            found, bounds, async (item, token) => await DeleteAsync(item.Name, token).ConfigureAwait(false))
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Looks once an hour at the uploads in parts behind the location's prefix.</remarks>
    public Task RemoveRemainsAsync(CancellationToken cancellationToken) => _remains.IsDue()
        ? CallAsync("", client => _remains.RemoveAsync(client, cancellationToken), cancellationToken)
        : Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _location.ToString();

    private string Key(string name) => _location.Prefix + name;

    private async Task<long?> FindLengthAsync(IAmazonS3 client, string name, CancellationToken cancellationToken)
    {
        try
        {
            var found = await client.GetObjectMetadataAsync(_location.Bucket, Key(name), cancellationToken)
                .ConfigureAwait(false);
            return found.ContentLength;
        }
        catch (AmazonServiceException e) when (S3Errors.IsMissing(e))
        {
            return null;
        }
    }

    private async Task<T> CallAsync<T>(
        string name, Func<IAmazonS3, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await call(_client.Value).ConfigureAwait(false);
        }
        catch (Exception e) when (_errors.Explain(e, name, cancellationToken) is { } explained && explained != e)
        {
            throw explained;
        }
    }
}
