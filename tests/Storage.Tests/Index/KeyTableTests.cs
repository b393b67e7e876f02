using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Tests.Index;

public sealed class KeyTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Add_WhenKeysOfAllLengthsComeAndGo_HoldsWhatADictionaryHolds(int seed)
    {
        var random = new Random(seed);
        var table = new KeyTable<int>(int.MaxValue, patience: 1);
        for (var use = 0; use < 20; use++)
        {
            var model = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = random.Next(400); i >= 0; i--)
            {
                var key = new byte[random.Next(random.Next(4) == 0 ? 300 : 3)];
                random.NextBytes(key);
                var text = Convert.ToHexString(key);
                var hash = KeyHash.Of(key);
                Assert.Equal(model.GetValueOrDefault(text, -1), table.Find(key, hash));
                ref var value = ref table.GetOrAdd(key, hash, out var isNew);
                Assert.Equal(model.TryAdd(text, table.Count - 1), isNew);
                Assert.Equal(isNew ? 0 : model[text], value);
                value = model[text];
            }

            AssertHolds(model, table);
            table.Clear();
        }
    }

    [Fact]
    public void Clear_WhenFewOfManyBucketsAreUsed_ForgetsTheirKeys()
    {
        var table = new KeyTable<int>(int.MaxValue, patience: 1);
        for (var i = 0; i < 100; i++)
        {
            table.GetOrAdd(BitConverter.GetBytes(i), KeyHash.Of(BitConverter.GetBytes(i)), out _);
        }

        table.Clear();
        var key = "few"u8;
        table.GetOrAdd(key, KeyHash.Of(key), out _) = 1;
        table.Clear();
        Assert.Equal(-1, table.Find(key, KeyHash.Of(key)));
        Assert.Equal(0, table.GetOrAdd("other"u8, KeyHash.Of("other"u8), out _));
        Assert.Equal(-1, table.Find(key, KeyHash.Of(key)));
    }

    [Fact]
    public void Clear_KeepsRoomThatIsUsed_UpToABound()
    {
        var table = new KeyTable<long>(1000, patience: 1);
        Fill(table, 800);
        table.Clear();
        Assert.Equal(8, table.Capacity);

        Fill(table, 300);
        table.Clear();
        Assert.Equal(512, table.Capacity);
        Fill(table, 128);
        table.Clear();
        Assert.Equal(512, table.Capacity);
        Fill(table, 127);
        table.Clear();
        Assert.Equal(8, table.Capacity);

        Fill(table, 128);
        table.Clear();
        table.Clear();
        Assert.Equal(128, table.Capacity);
    }

    [Fact]
    public void Clear_AfterSmallUses_KeepsRoomUntilThereWereManyInARow()
    {
        var table = new KeyTable<long>(1000, patience: 3);
        Fill(table, 300);
        table.Clear();
        for (var round = 0; round < 5; round++)
        {
            Fill(table, 1);
            table.Clear();
            Fill(table, 1);
            table.Clear();
            table.Clear();
            Assert.Equal(512, table.Capacity);
            Fill(table, 128);
            table.Clear();
        }

        Fill(table, 1);
        table.Clear();
        Fill(table, 1);
        table.Clear();
        Assert.Equal(512, table.Capacity);
        Fill(table, 1);
        table.Clear();
        Assert.Equal(8, table.Capacity);
    }

    [Theory]
    [InlineData(129, 1)]
    [InlineData(1, 5000)]
    public void ReleaseRoom_AfterAUse_KeepsLittle(int count, int keySize)
    {
        var table = new KeyTable<long>(1000, patience: 3);
        for (var i = 0; i < count; i++)
        {
            table.GetOrAdd(Enumerable.Repeat((byte)i, keySize).ToArray(), i, out _);
        }

        table.ReleaseRoom();
        Assert.Equal((0, 8, 256), (table.Count, table.Capacity, table.CapacityBytes));
        Fill(table, 100);
        table.ReleaseRoom();
        Assert.Equal((0, 128), (table.Count, table.Capacity));
    }

    [Fact]
    public void Clear_OfFewLongKeys_GivesTheirBytesBack()
    {
        var table = new KeyTable<long>(1000, patience: 1);
        table.GetOrAdd(new byte[50_000], 1, out _);
        table.Clear();
        Assert.InRange(table.CapacityBytes, 50_000, 64_000);
        table.GetOrAdd(new byte[5000], 1, out _);
        table.Clear();
        Assert.InRange(table.CapacityBytes, 1, 4096);
    }

    [Fact]
    public void Clear_OfFewLongKeys_KeepsTheirBytesUpToABoundOfItsOwn()
    {
        var table = new KeyTable<long>(128, patience: 1);
        table.GetOrAdd(new byte[1 << 20], 1, out _);
        table.Clear();
        Assert.Equal(1 << 20, table.CapacityBytes);
        table.GetOrAdd(new byte[(1 << 20) + 1], 1, out _);
        table.Clear();
        Assert.InRange(table.CapacityBytes, 1, 4096);
    }

    private static void Fill(KeyTable<long> table, int count)
    {
        for (var i = 0; i < count; i++)
        {
            table.GetOrAdd(BitConverter.GetBytes(i), i, out _) = i;
        }
    }

    private static void AssertHolds(Dictionary<string, int> model, KeyTable<int> table)
    {
        Assert.Equal(model.Count, table.Count);
        Assert.Equal(model.Keys.Sum(key => key.Length / 2), table.SizeBytes);
        foreach (var (text, position) in model)
        {
            var key = Convert.FromHexString(text);
            Assert.Equal(position, table.Find(key, KeyHash.Of(key)));
            Assert.Equal(position, table[position]);
            Assert.Equal(key, table.Key(position).ToArray());
            Assert.Equal(KeyHash.Of(key), table.Hash(position));
        }
    }
}
