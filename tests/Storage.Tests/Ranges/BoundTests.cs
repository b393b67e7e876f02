using Orleans.TableService.RocksDb;
using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>What one transaction, and all that are under way, may hold of memory and time.</summary>
public sealed class BoundTests
{
    private const int LargeKeyBytes = 64 << 10;
    private const int LargeValueBytes = 12 << 20;

    [Fact]
    public async Task Submit_OfDeletesWhoseKeysAreMoreThanARecordMayHold_IsTooLargeAndChangesNothing()
    {
        await using var host = await StoreHost.StartAsync(limit: limits => limits.KeySizeMaxBytes = LargeKeyBytes);
        for (var page = 0; page < 9; page++)
        {
            var puts = Enumerable.Range(page * 120, 120)
                .Select(i => new PutOperation { LKey = LargeKey(i), Value = default });
            await host.CommitAsync(Tx.Of("p", [.. puts]));
        }

        var outcome = await host.SubmitAsync(Tx.Of("p", new DeleteRangeOperation { LKeys = KeyInterval.All }));
        Assert.Equal(FaultCode.TooLarge, outcome.Fault!.Code);
        Assert.Equal(1080, await CountAsync(host));
        var half = await host.CommitAsync(
            Tx.Of("p", new DeleteRangeOperation { LKeys = KeyInterval.All, Limit = 500 }));
        Assert.True(((DeleteRangeResult)half.Results[0]).More);
        Assert.Equal(580, await CountAsync(host));
    }

    [Fact]
    public async Task Submit_OfReadsOfMoreThanResultsMayHold_IsTooLargeAndSmallerOnesGoOn()
    {
        await using var host = await StoreHost.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await host.CommitAsync(Tx.Of("p", new PutOperation { LKey = Tx.Bytes($"{i}"), Value = LargeValue(i) }));
        }

        var all = await host.SubmitAsync(Tx.Of("p", [.. Enumerable.Range(0, 7).Select(i => Tx.Get($"{i}"))]));
        Assert.Equal(FaultCode.TooLarge, all.Fault!.Code);

        // Some are read before they are used, and the rest when it is.
        var some = await host.CommitAsync(Tx.Of("p", [.. Enumerable.Range(0, 5).Select(i => Tx.Get($"{i}"))]));
        Assert.All(some.Results, (result, i) =>
            Assert.Equal(LargeValue(i), ((GetResult)result).Entry!.Value.Bytes.ToArray()));
    }

    [Fact]
    public void Load_OfManyLargeValues_LeavesTheRestToBeReadWhenUsed()
    {
        using var directory = new TemporaryIndex();
        var database = directory.Database;
        var value = new byte[EntryCodec.SizeMaxBytes(4 << 20)];
        var length = EntryCodec.Write(
            new EntryState { Exists = true, Value = new TableValue(new byte[4 << 20]) }, value);
        var keys = new PointKeys(patience: 1);
        for (byte i = 0; i < 200; i++)
        {
            database.Put([7, i], value.AsSpan(0, length));
            keys.Add([7], [i], needsValue: true);
        }

        using var values = new MultiGetResult();
        var view = new RocksView(database, snapshot: null, values);
        view.Load(keys);

        Assert.False(keys.IsWanted(0));
        Assert.True(keys.IsWanted(199));
        Assert.Equal(4 << 20, view.Read(keys.Key(199), withValue: true).Value.Bytes.Length);
        Assert.False(view.Read([7, 200], withValue: true).Exists);
    }

    [Fact]
    public async Task Submit_WhileOthersAreUnderWay_CountsTheirBytesUntilTheyAreAnswered()
    {
        await using var host = await StoreHost.StartAsync(options => options.RangeQueueSizeMaxBytes = 10_000);
        host.Journals.IsManual = true;
        var journal = host.Journals.LastOpened!;
        var large = host.SubmitAsync(Tx.Of("p", Tx.Put("a", new string('x', 9_000))));
        await journal.WaitForAppendAsync();
        var refused = await host.SubmitAsync(Tx.Of("p", Tx.Put("b", new string('x', 9_000))));
        Assert.Equal(FaultCode.ResourceExhausted, refused.Fault!.Code);

        host.Journals.IsManual = false;
        journal.FlushOne();
        Assert.True((await large).IsResult);
        Assert.True((await host.SubmitAsync(Tx.Of("p", Tx.Put("b", new string('x', 9_000))))).IsResult);
    }

    [Fact]
    public async Task Submit_OfACount_KeepsNoOtherReadsWaiting()
    {
        await using var host = await StoreHost.StartAsync(options => options.StorageThreads = 1);
        await host.CommitAsync(Tx.Of("p", Tx.Put("a", "1"), Tx.Put("b", "1")));
        var count = Tx.Of("p", new RangeOperation { LKeys = KeyInterval.All, CountOnly = true });

        Assert.True(ReadKind.IsLong(count));
        Assert.Equal(2, await CountAsync(host));
    }

    private static async Task<long> CountAsync(StoreHost host) =>
        ((RangeResult)(await host.CommitAsync(
            Tx.Of("p", new RangeOperation { LKeys = KeyInterval.All, CountOnly = true }))).Results[0]).Count;

    private static byte[] LargeKey(int number)
    {
        var key = new byte[LargeKeyBytes];
        BitConverter.TryWriteBytes(key, number);
        return key;
    }

    private static byte[] LargeValue(int number) => [.. Enumerable.Repeat((byte)number, LargeValueBytes)];

    private sealed class TemporaryIndex : IDisposable
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("tableservice-").FullName;

        public TemporaryIndex() => Database = RocksDatabase.Open(_directory, new RocksDatabaseOptions());

        public RocksDatabase Database { get; }

        public void Dispose()
        {
            Database.Dispose();
            Directory.Delete(_directory, recursive: true);
        }
    }
}
