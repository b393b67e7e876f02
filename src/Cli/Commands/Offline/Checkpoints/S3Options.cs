using System.CommandLine;
using System.Runtime.CompilerServices;
using Orleans.TableService.Storage.S3;

namespace Orleans.TableService.Cli.Commands.Offline.Checkpoints;

/// <summary>The options that name a bucket of checkpoints, as the server has them.</summary>
internal sealed class S3Options
{
    private readonly Option<string?> _location = new("--checkpoint-store")
    {
        Description = "The bucket of the checkpoints, when they lie in one.",
        HelpName = "s3://bucket/prefix",
    };

    private readonly Option<string?> _endpoint = new("--s3-endpoint")
    {
        Description = "Address of a store that is not Amazon's, such as http://127.0.0.1:9000.",
        HelpName = "uri",
    };

    private readonly Option<string?> _region = new("--s3-region")
    {
        Description = "Region of the bucket. Default AWS_REGION.",
        HelpName = "name",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_location);
        command.Options.Add(_endpoint);
        command.Options.Add(_region);
    }

    /// <summary>Whether checkpoints lie in a bucket.</summary>
    /// <exception cref="UsageException">Options without the one that names the bucket.</exception>
    public bool AreGiven(Invocation invocation) =>
        invocation.Get(_location) is not null
        || (invocation.Get(_endpoint) is null && invocation.Get(_region) is null
            ? false
            : throw new UsageException("Name the bucket with --checkpoint-store s3://bucket/prefix."));

    // Apart, so that nothing of the store's is loaded when it is not wanted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public S3CheckpointStore Open(Invocation invocation)
    {
        var endpoint = invocation.Get(_endpoint);
        Uri? address = null;
        if (endpoint is not null && !Uri.TryCreate(endpoint, UriKind.Absolute, out address))
        {
            throw new UsageException($"'{endpoint}' is no address like http://127.0.0.1:9000.");
        }

        try
        {
            return new S3CheckpointStore(new S3CheckpointOptions
            {
                Location = invocation.Get(_location)!,
                Endpoint = address,
                Region = invocation.Get(_region),
            });
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
