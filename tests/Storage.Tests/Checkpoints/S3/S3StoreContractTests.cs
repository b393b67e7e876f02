using Orleans.TableService.Storage.Checkpoints;
using Orleans.TableService.Storage.S3;
using Orleans.TableService.Tests.Support.S3;

namespace Orleans.TableService.Storage.Tests.Checkpoints.S3;

/// <summary>A bucket as a checkpoint store, listed in small pages.</summary>
public sealed class S3StoreContractTests : StoreContractTests
{
    // What others have in the bucket is neither seen nor removed.
    private static readonly string[] Others = ["1/1/a", "some/prefix2/1/1/a"];

    private S3TestServer? _server;
    private S3CheckpointStore? _store;

    protected override async Task<ICheckpointStore> OpenAsync(string directory)
    {
        _server = await S3TestServer.StartAsync();
        _server.PageSize = 4;
        _store = new S3CheckpointStore(S3Stores.Options(_server));
        _server.Objects[Others[0]] = _server.Objects[Others[1]] = [1];
        return _store;
    }

    protected override async ValueTask CloseAsync()
    {
        Assert.All(Others, key => Assert.True(_server!.Objects.ContainsKey(key)));
        Assert.Equal(0, _server!.UploadCount);
        _store!.Dispose();
        await _server.DisposeAsync();
    }
}
