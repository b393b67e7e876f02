using Orleans.TableService.Storage.S3;
using Orleans.TableService.Storage.Tests.Ranges;
using Orleans.TableService.Tests.Support.S3;

namespace Orleans.TableService.Storage.Tests.Checkpoints.S3;

/// <summary>A range whose checkpoints lie in a bucket that hangs, fails, cuts, damages and lies.</summary>
public sealed class S3FaultTests : IAsyncLifetime
{
    private S3TestServer _server = null!;
    private S3CheckpointStore _store = null!;
    private StoreHost _host = null!;

    public async Task InitializeAsync()
    {
        _server = await S3TestServer.StartAsync();
        _store = new S3CheckpointStore(S3Stores.Options(_server));
        _host = await StoreHost.StartAsync(
            options =>
            {
                options.Checkpoints.StoreTimeout = TimeSpan.FromSeconds(3);
                options.Checkpoints.RetryDelay = TimeSpan.Zero;
            },
            checkpoints: _store);
        foreach (var value in (string[])["1", "2"])
        {
            await PutAsync(value);
            await _host.CheckpointAsync();
        }
    }

    public async Task DisposeAsync()
    {
        _server.Fault = _ => S3Fault.None;
        await _host.DisposeAsync();
        _store.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Open_WithoutIndexAndWithATrimmedJournal_RestoresAndReplaysTheTail()
    {
        await PutAsync("3");
        await LoseIndexAsync(2);
        Assert.Equal("3", await ValueAsync());
        Assert.All(_server.Objects.Keys, key => Assert.StartsWith(S3Stores.Prefix, key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Checkpoint_OfFilesThatAreThere_PutsThemOnce()
    {
        await PutAsync("3");
        await _host.CheckpointAsync();
        var puts = _server.Requests.Where(request => request.Action == "PutObject")
            .Select(request => request.Key)
            .ToList();
        Assert.Equal(puts.Distinct(), puts);
        Assert.Equal(2, Manifests().Count);
    }

    [Theory]
    [InlineData("PutObject", S3Fault.InternalError)]
    [InlineData("PutObject", S3Fault.SlowDown)]
    [InlineData("PutObject", S3Fault.Cut)]
    [InlineData("PutObject", S3Fault.DoneAndCut)]
    [InlineData("HeadObject", S3Fault.SlowDown)]
    [InlineData("GetObject", S3Fault.Cut)]
    [InlineData("GetObject", S3Fault.InternalError)]
    [InlineData("ListObjectsV2", S3Fault.Cut)]
    public async Task Checkpoint_WhenARequestFailsOnce_IsTakenAllTheSame(string action, S3Fault fault)
    {
        await PutAsync("3");
        var failed = 0;
        _server.Fault = request =>
            request.Action == action && Interlocked.Exchange(ref failed, 1) == 0 ? fault : S3Fault.None;
        Assert.Equal(3, await _host.CheckpointAsync());
        Assert.Equal(1, failed);
        await LoseIndexAsync(3);
        Assert.Equal("3", await ValueAsync());
    }

    [Fact]
    public async Task Checkpoint_WhenTheStoreKnowsNoConditions_PutsWithoutThem()
    {
        await PutAsync("3");
        var failed = 0;
        _server.Fault = request => request.Action == "PutObject"
            && request.Key.Contains("manifests", StringComparison.Ordinal)
            && Interlocked.Increment(ref failed) % 2 == 1 ? S3Fault.NotImplemented : S3Fault.None;
        var error = await Record.ExceptionAsync(_host.CheckpointAsync);
        Assert.True(error is null, error?.ToString());
        Assert.True(failed > 1);
    }

    [Theory]
    [InlineData("PutObject", S3Fault.Hang)]
    [InlineData("GetObject", S3Fault.Hang)]
    [InlineData("ListObjectsV2", S3Fault.Hang)]
    [InlineData("PutObject", S3Fault.Lose)]
    [InlineData("PutObject", S3Fault.Truncate)]
    [InlineData("PutObject", S3Fault.SlowDown)]
    [InlineData("GetObject", S3Fault.Damage)]
    public async Task Checkpoint_WhenTheStoreStaysFaulty_IsNotBelievedAndTheNextIsTaken(string action, S3Fault fault)
    {
        await PutAsync("3");
        _server.Fault = request => request.Action == action ? fault : S3Fault.None;
        var error = await Record.ExceptionAsync(_host.CheckpointAsync);
        Assert.True(error is IOException, error?.ToString() ?? "It was believed.");
        await PutAsync("4");
        _server.Fault = _ => S3Fault.None;
        Assert.Equal(4, await _host.CheckpointAsync());
        await LoseIndexAsync(2);
        Assert.Equal("4", await ValueAsync());
    }

    [Fact]
    public async Task Open_WhenConnectionsBreakInMidBody_GoesOnWhereItWas()
    {
        var cuts = 0;
        _server.Fault = request => request.Action == "GetObject" && Interlocked.Increment(ref cuts) % 2 == 1
            ? S3Fault.Cut : S3Fault.None;
        await LoseIndexAsync(2);
        Assert.Equal("2", await ValueAsync());
        Assert.True(cuts > 2, "Nothing was cut.");
    }

    [Fact]
    public async Task Open_WhenAnObjectOfTheNewestIsDamaged_FallsBackToTheOlder()
    {
        var manifest = Storage.Checkpoints.CheckpointManifest.Decode(_server.Objects[Manifests()[^1]]);
        var bad = manifest.Objects.Select(file => Convert.ToHexStringLower(file.Hash.Span)).Last();
        foreach (var key in _server.Objects.Keys.Where(key => key.Contains(bad, StringComparison.Ordinal)))
        {
            var bytes = (byte[])_server.Objects[key].Clone();
            bytes[bytes.Length / 2] ^= 1;
            _server.Objects[key] = bytes;
        }

        await LoseIndexAsync(1);
        Assert.Equal("2", await ValueAsync());
    }

    [Theory]
    [InlineData(S3Fault.Hang)]
    [InlineData(S3Fault.InternalError)]
    public async Task Open_WhenTheStoreIsOutOfReach_SaysThatItMayPassAndLaterOpens(S3Fault fault)
    {
        _server.Fault = _ => fault;
        await LoseIndexAsync(1);
        var refused = (await _host.SubmitAsync(Tx.Of("p", Tx.Get("n")))).Fault!;
        Assert.Equal(FaultCode.RangeUnavailable, refused.Code);
        _server.Fault = _ => S3Fault.None;
        await _host.ReopenAsync();
        Assert.Equal("2", await ValueAsync());
    }

    [Fact]
    public async Task Delete_OfARange_RemovesItsObjects()
    {
        await _host.Engine.DeleteRangeAsync(StoreHost.Descriptor.Id, default);
        Assert.Equal([$"{S3Stores.Prefix}owner"], _server.Objects.Keys);
    }

    private Task PutAsync(string value) => _host.CommitAsync(Tx.Of("p", Tx.Put("n", value)));

    private async Task<string?> ValueAsync() =>
        await _host.GetAsync("p", "n") is { } entry ? Tx.Text(entry.Value) : null;

    private Task LoseIndexAsync(long trimLsn) => _host.RestartAsync(() =>
    {
        Directory.Delete(_host.IndexDirectory, recursive: true);
        _host.Journals.File(StoreHost.Descriptor.Id).Trim(trimLsn);
    });

    private List<string> Manifests() => [.. _server.Objects.Keys
        .Where(name => name.Contains("manifests", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
