using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TableService.Storage.S3;

namespace Orleans.TableService.Silo;

/// <summary>Where the server keeps checkpoints, when that is not the data directory.</summary>
internal static class ServerCheckpoints
{
    private const string Section = "TableService:Storage:Checkpoints:S3";

    /// <summary>Adds the store that the settings name, if they name one.</summary>
    /// <exception cref="UsageException">Settings of the S3 store without its location.</exception>
    public static void AddTo(IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (section["Location"] is { Length: > 0 })
        {
            AddS3(services);
        }
        else if (section.GetChildren().Any())
        {
            throw new UsageException("Settings of the S3 store need --checkpoint-store s3://bucket/prefix.");
        }
    }

    // Apart, so that nothing of the store's is loaded when it is not wanted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddS3(IServiceCollection services) => services.AddS3CheckpointStore();
}
