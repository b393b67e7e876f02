using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges;
using Orleans.TableService.Storage.Tests.Ranges;

namespace Orleans.TableService.Storage.Tests.Resources;

/// <summary>Large values lie in files of their own, and are as durable, and as gone, as any.</summary>
public sealed class ValueSeparationTests
{
    private const int FromBytes = 4 << 10;

    private static readonly RangeDescriptor Separating = StoreHost.Descriptor with
    {
        Id = new RangeId(new TableStreamId(3000), 1024),
        JournalId = Guid.NewGuid(),
        SeparateValuesFromBytes = FromBytes,
    };

    [Fact]
    public async Task Values_OfTheSizeAndAbove_LieInFilesOfTheirOwnAndAreRead()
    {
        await using var host = await StoreHost.StartAsync();
        await host.Engine.CreateRangeAsync(Separating, default);
        var store = await host.Engine.OpenRangeAsync(Separating, default);
        var large = Incompressible(100_000);
        await PutAsync(store, "large", large);
        await PutAsync(store, "small", Incompressible(100));
        await store.DisposeAsync();

        Assert.Equal(100_000, BlobFiles(host).Sum(file => file.Length), 10_000d);
        store = await host.Engine.OpenRangeAsync(Separating, default);

        Assert.Equal(large, await GetAsync(store, "large"));
        Assert.Equal(Incompressible(100), await GetAsync(store, "small"));
        Assert.True(store.GetInfo().IndexBytes > 100_000);
    }

    [Fact]
    public async Task Values_OfTablesThatDoNotSeparate_LieWithTheirKeys()
    {
        await using var host = await StoreHost.StartAsync();
        await host.CommitAsync(Tx.Of("p", new PutOperation { LKey = Tx.Bytes("k"), Value = Incompressible(100_000) }));
        await host.RestartAsync();

        Assert.Empty(Directory.EnumerateFiles(host.IndexDirectory, "*.blob"));
    }

    [Fact]
    public async Task Separation_WhenTheOptionChanges_ReadsWhatIsThere()
    {
        await using var host = await StoreHost.StartAsync();
        await host.Engine.CreateRangeAsync(Separating, default);
        var value = Incompressible(50_000);
        var size = FromBytes;
        foreach (var option in (int?[])[size, null, 16 << 10, null, size])
        {
            await using var store = await host.Engine.OpenRangeAsync(
                Separating with { SeparateValuesFromBytes = option }, default);
            await PutAsync(store, $"with {option}", value);
            Assert.Equal(value, await GetAsync(store, $"with {size}"));
        }
    }

    [Fact]
    public void Checkpoint_CarriesTheFilesOfValues()
    {
        var directory = Directory.CreateTempSubdirectory("tableservice-").FullName;
        using (var environment = new IndexEnvironment(new StorageOptions { DataDirectory = directory }, 64))
        {
            var options = environment.OptionsOf(Separating);
            var copy = Path.Combine(directory, "copy");
            using (var database = RocksDatabase.Open(Path.Combine(directory, "index"), options))
            {
                database.Put("flushed"u8, Incompressible(50_000));
                database.Flush();
                database.Put("not flushed"u8, Incompressible(60_000));
                database.CreateCheckpoint(copy);
            }

            Assert.NotEmpty(Directory.EnumerateFiles(copy, "*.blob"));
            using var restored = RocksDatabase.Open(copy, options);
            Assert.Equal(Incompressible(50_000), restored.Get("flushed"u8));
            Assert.Equal(Incompressible(60_000), restored.Get("not flushed"u8));
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void Garbage_OfOverwrittenValues_IsCollected()
    {
        var directory = Directory.CreateTempSubdirectory("tableservice-").FullName;
        using (var environment = new IndexEnvironment(new StorageOptions { DataDirectory = directory }, 64))
        using (var database = RocksDatabase.Open(Path.Combine(directory, "index"), environment.OptionsOf(Separating)))
        {
            for (var round = 0; round < 8; round++)
            {
                for (byte key = 0; key < 20; key++)
                {
                    database.Put([key], Incompressible(100_000 + round));
                }

                database.Flush();
            }

            database.CompactRange(default, default);
            database.CompactRange(default, default);

            // 2 MB live of 16 MB written.
            Assert.True(database.GetNumber(RocksProperties.LiveBlobFileBytes) < 5_000_000);
        }

        Directory.Delete(directory, recursive: true);
    }

    private static FileInfo[] BlobFiles(StoreHost host) =>
        new DirectoryInfo(Path.Combine(host.IndexDirectory, "..", "..", "3000", "1024")).GetFiles("*.blob");

    private static byte[] Incompressible(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static async Task PutAsync(IRangeStore store, string key, byte[] value) => (await store.SubmitAsync(
        Tx.Of("p", new PutOperation { LKey = Tx.Bytes(key), Value = value }), default)).GetResultOrThrow();

    private static async Task<byte[]> GetAsync(IRangeStore store, string key)
    {
        var outcome = await store.SubmitAsync(Tx.Of("p", Tx.Get(key)), default);
        return ((GetResult)outcome.GetResultOrThrow().Results[0]).Entry!.Value.Bytes.ToArray();
    }
}
