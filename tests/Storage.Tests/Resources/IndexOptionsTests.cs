using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;

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
            Path.Combine(_directory, "index"), environment.OptionsOf(Ranges.StoreHost.Descriptor));
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
        var first = environment.OptionsOf(Ranges.StoreHost.Descriptor);
        Assert.Same(environment.Options, first);
        openCount = 500;
        var later = environment.OptionsOf(Ranges.StoreHost.Descriptor);
        Assert.NotSame(first, later);
        openCount = 600;
        Assert.Same(later, environment.OptionsOf(Ranges.StoreHost.Descriptor));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
