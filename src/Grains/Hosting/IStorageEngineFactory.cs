using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Grains.Hosting;

/// <summary>
/// Opens the storage that the ranges of a silo share. Replace it in the services to keep ranges elsewhere.
/// </summary>
public interface IStorageEngineFactory
{
    /// <summary>Opens the storage; called once, when the silo starts, before any grain runs.</summary>
    Task<IStorageEngine> OpenAsync(CancellationToken cancellationToken);
}
