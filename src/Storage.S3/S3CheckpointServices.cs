using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.TableService.Storage.Checkpoints;

namespace Orleans.TableService.Storage.S3;

/// <summary>Has a table service keep its checkpoints in a bucket.</summary>
public static class S3CheckpointServices
{
    /// <summary>Where the options are bound from.</summary>
    public const string Section = "TableService:Storage:Checkpoints:S3";

    /// <summary>Adds the checkpoint store that <see cref="S3CheckpointOptions"/> describe.</summary>
    /// <param name="services">Services of a silo.</param>
    /// <param name="configure">Changes options after they are bound.</param>
    public static IServiceCollection AddS3CheckpointStore(
        this IServiceCollection services, Action<S3CheckpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<S3CheckpointOptions>().BindConfiguration(Section).ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IValidateOptions<S3CheckpointOptions>, S3CheckpointOptionsValidator>(),
            ServiceDescriptor.Singleton<IValidateOptions<S3CheckpointOptions>, S3LocationValidator>(),
        ]);
        services.TryAddSingleton<ICheckpointStore>(provider =>
            new S3CheckpointStore(
                provider.GetRequiredService<IOptions<S3CheckpointOptions>>().Value,
                provider.GetService<TimeProvider>()));
        return services;
    }
}
