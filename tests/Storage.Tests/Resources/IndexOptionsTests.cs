using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Tests.Ranges;

namespace Orleans.TableService.Storage.Tests.Resources;

/// <summary>What an index takes that has one entry: little, when many are open.</summary>
public sealed class IndexOptionsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tableservice-").FullName;
    private readonly StorageOptions _options;

    public IndexOptionsTests() => _options = new StorageOptions { DataDirectory = _directory };

    [Theory]
    [InlineData(0, 230)]
    [InlineData(31, 230)]
    [InlineData(32, 84)]
    [InlineData(127, 84)]
    [InlineData(128, 46)]
    [InlineData(1000, 46)]
    public void Memtable_OfOneEntry_IsTheSmallerTheMoreIndexesAreOpen(int openCount, int sizeKib)
    {
        using var environment = new IndexEnvironment(_options, filesPerIndex: 64, () => openCount);
        using var database = RocksDatabase.Open(
            Path.Combine(_directory, "index"), environment.OptionsOf(StoreHost.Descriptor));
        database.Put("key"u8, new byte[3000]);

        Assert.Equal(3000, database.Get("key"u8)!.Length);
        var size = database.GetNumber(RocksProperties.MemtableBytes);
        Assert.InRange(size >> 10, sizeKib - 10, sizeKib + 10);
    }

    [Fact]
    public void OptionsOf_OneKindOfIndex_AreTheSame()
    {
        var openCount = 0;
        using var environment = new IndexEnvironment(_options, filesPerIndex: 64, () => openCount);
        var first = environment.OptionsOf(StoreHost.Descriptor);
        Assert.Same(environment.Options, first);
        openCount = 500;
        var later = environment.OptionsOf(StoreHost.Descriptor);
        Assert.NotSame(first, later);
        openCount = 600;
        Assert.Same(later, environment.OptionsOf(StoreHost.Descriptor));
    }

    [Theory]
    [InlineData(31, "0.006000")]
    [InlineData(32, "0.001500")]
    public async Task Index_OfARangeOfAnEngine_IsOpenedByHowManyAreOpen(int openCount, string filterShare)
    {
        await using var host = await StoreHost.StartAsync();
        var put = Tx.Of("p", Tx.Put("k", "v"));
        for (var i = 1; i <= openCount; i++)
        {
            var id = new RangeId(StoreHost.Descriptor.Id.Stream, StoreHost.Descriptor.Id.Number + i);
            await host.Engine.CreateRangeAsync(StoreHost.Descriptor with { Id = id }, default);
            var range = await host.Engine.OpenRangeAsync(StoreHost.Descriptor with { Id = id }, default);
            Assert.True((await range.SubmitAsync(put, default)).IsResult);
        }

        Assert.Equal(openCount, host.Engine.OpenIndexCount);
        await host.CommitAsync(put);

        var file = Assert.Single(Directory.GetFiles(host.IndexDirectory, "OPTIONS-*"));
        Assert.Contains($"memtable_prefix_bloom_size_ratio={filterShare}", await File.ReadAllTextAsync(file));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
