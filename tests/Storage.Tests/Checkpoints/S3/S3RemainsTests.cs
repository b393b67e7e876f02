using Orleans.TableService.Storage.S3;
using Orleans.TableService.Tests.Support;
using Orleans.TableService.Tests.Support.S3;

namespace Orleans.TableService.Storage.Tests.Checkpoints.S3;

/// <summary>Uploads in parts that killed processes have left.</summary>
public sealed class S3RemainsTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private S3TestServer _server = null!;
    private S3CheckpointStore _store = null!;

    public async Task InitializeAsync()
    {
        _server = await S3TestServer.StartAsync();
        _server.Time = _time;
        _store = new S3CheckpointStore(S3Stores.Options(_server), _time);
    }

    public async Task DisposeAsync()
    {
        _store.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task RemoveRemains_OfUploads_GivesUpOldOnesOfThePrefixOnly()
    {
        _server.PageSize = 2;
        for (var i = 0; i < 3; i++)
        {
            _server.BeginUpload($"{S3Stores.Prefix}1024/1/old");
            _server.BeginUpload($"{S3Stores.Prefix}1024/{i}/old");
        }

        _server.BeginUpload("some/prefix2/1024/1/other");
        _server.BeginUpload("1024/1/other");
        _time.Advance(TimeSpan.FromHours(23));
        _server.BeginUpload($"{S3Stores.Prefix}1024/1/new");
        await _store.RemoveRemainsAsync(default);
        Assert.Equal(9, _server.UploadCount);

        _time.Advance(TimeSpan.FromHours(2));
        await _store.RemoveRemainsAsync(default);
        Assert.Equal(3, _server.UploadCount);
    }

    [Fact]
    public async Task RemoveRemains_Often_LooksOnceAnHour()
    {
        for (var i = 0; i < 5; i++)
        {
            await _store.RemoveRemainsAsync(default);
            _time.Advance(TimeSpan.FromMinutes(59));
            await _store.RemoveRemainsAsync(default);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(5, _server.Count("ListMultipartUploads"));
    }

    [Fact]
    public async Task RemoveRemains_OfAStoreWithoutSuchLists_IsNoError()
    {
        _server.BeginUpload($"{S3Stores.Prefix}1024/1/old");
        _server.Fault = _ => S3Fault.NotImplemented;
        _time.Advance(TimeSpan.FromDays(2));
        await _store.RemoveRemainsAsync(default);
        Assert.Equal(1, _server.UploadCount);
    }

    [Fact]
    public async Task RemoveRemains_WhenOneHasEndedMeanwhile_GivesUpTheOthers()
    {
        _server.BeginUpload($"{S3Stores.Prefix}1024/1/a");
        _server.BeginUpload($"{S3Stores.Prefix}1024/1/b");
        _time.Advance(TimeSpan.FromDays(2));
        var refused = 0;
        _server.Fault = request => request.Action == "AbortMultipartUpload" && refused++ == 0
            ? S3Fault.NoSuchUpload
            : S3Fault.None;
        await _store.RemoveRemainsAsync(default);
        Assert.Equal((2, 1), (refused, _server.UploadCount));
    }
}
