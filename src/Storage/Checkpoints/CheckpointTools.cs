using Orleans.TableService.Storage.Files;

namespace Orleans.TableService.Storage.Checkpoints;

/// <summary>What writing and restoring checkpoints need of their surroundings.</summary>
/// <param name="Files">The disk of the indexes.</param>
/// <param name="Store">Where checkpoints lie.</param>
/// <param name="Limiter">Bounds what is read and copied.</param>
/// <param name="Time">The clock.</param>
internal sealed record CheckpointTools(
    IFileLayer Files, BoundedStore Store, ByteRateLimiter Limiter, TimeProvider Time)
{
    /// <summary>Tools that nothing holds back, by the system's clock.</summary>
    public static CheckpointTools Unlimited(IFileLayer files, ICheckpointStore store, TimeSpan storeTimeout) => new(
        files,
        new BoundedStore(store, storeTimeout, TimeProvider.System),
        new ByteRateLimiter(0, TimeProvider.System),
        TimeProvider.System);
}
