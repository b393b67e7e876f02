using Orleans.TableService.Storage.Checkpoints;

namespace Orleans.TableService.Storage.Tests.Checkpoints;

/// <summary>A directory as a checkpoint store.</summary>
public sealed class LocalStoreContractTests : StoreContractTests
{
    protected override Task<ICheckpointStore> OpenAsync(string directory) =>
        Task.FromResult<ICheckpointStore>(new LocalCheckpointStore(directory));
}
