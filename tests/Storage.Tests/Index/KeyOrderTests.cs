using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Tests.Index;

public sealed class KeyOrderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Positions_OfKeysOfAllLengths_AreInTheOrderOfTheirBytes(int seed)
    {
        var random = new Random(seed);
        for (var use = 0; use < 50; use++)
        {
            // Few letters and long beginnings in common, so that many are equal in what is compared first.
            var common = new byte[random.Next(20)];
            var table = Fill(random.Next(300), () => [.. common, .. Letters(random, random.Next(24))]);

            AssertInOrder(table);
        }
    }

    [Fact]
    public void Positions_OfKeysThatEndWithZeros_AreInTheOrderOfTheirBytes()
    {
        var length = 0;
        var table = Fill(12, () => new byte[11 - length++]);

        AssertInOrder(table);
    }

    [Fact]
    public void Positions_OfNoKeysAndOfOne_AreThose()
    {
        AssertInOrder(new KeyTable<int>(int.MaxValue, patience: 1));
        AssertInOrder(Fill(1, () => "one"u8.ToArray()));
        AssertInOrder(Fill(1, () => []));
    }

    private static byte[] Letters(Random random, int count)
    {
        var letters = new byte[count];
        for (var i = 0; i < count; i++)
        {
            letters[i] = random.Next(8) == 0 ? (byte)random.Next(256) : (byte)random.Next(2);
        }

        return letters;
    }

    private static KeyTable<int> Fill(int count, Func<byte[]> next)
    {
        var table = new KeyTable<int>(int.MaxValue, patience: 1);
        for (var i = 0; i < count; i++)
        {
            var key = next();
            table.GetOrAdd(key, KeyHash.Of(key), out _);
        }

        return table;
    }

    private static void AssertInOrder(KeyTable<int> table)
    {
        using var order = new KeyOrder<int>(table);
        Assert.Equal(Enumerable.Range(0, table.Count), order.Positions.ToArray().Order());
        for (var i = 1; i < table.Count; i++)
        {
            Assert.True(table.Key(order.Positions[i - 1]).SequenceCompareTo(table.Key(order.Positions[i])) < 0);
        }
    }
}
