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
        var table = new KeyTable();
        for (var use = 0; use < 20; use++)
        {
            var model = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = random.Next(400); i >= 0; i--)
            {
                var key = new byte[random.Next(random.Next(4) == 0 ? 300 : 3)];
                random.NextBytes(key);
                var text = Convert.ToHexString(key);
                var hash = KeyTable.HashOf(key);
                Assert.Equal(model.GetValueOrDefault(text, -1), table.Find(key, hash));
                if (!model.ContainsKey(text))
                {
                    model.Add(text, table.Add(key, hash));
                }
            }

            AssertHolds(model, table);
            table.Clear();
        }
    }

    [Fact]
    public void Clear_WhenFewOfManyBucketsAreUsed_ForgetsTheirKeys()
    {
        var table = new KeyTable();
        for (var i = 0; i < 1000; i++)
        {
            table.Add(BitConverter.GetBytes(i), KeyTable.HashOf(BitConverter.GetBytes(i)));
        }

        table.Clear();
        var key = "few"u8;
        table.Add(key, KeyTable.HashOf(key));
        table.Clear();
        Assert.Equal(-1, table.Find(key, KeyTable.HashOf(key)));
        Assert.Equal(0, table.Add("other"u8, KeyTable.HashOf("other"u8)));
        Assert.Equal(-1, table.Find(key, KeyTable.HashOf(key)));
    }

    private static void AssertHolds(Dictionary<string, int> model, KeyTable table)
    {
        Assert.Equal(model.Count, table.Count);
        Assert.Equal(model.Keys.Sum(key => key.Length / 2), table.SizeBytes);
        foreach (var (text, position) in model)
        {
            var key = Convert.FromHexString(text);
            Assert.Equal(position, table.Find(key, KeyTable.HashOf(key)));
            Assert.Equal(key, table.Key(position).ToArray());
            Assert.Equal(KeyTable.HashOf(key), table.Hash(position));
        }
    }
}
