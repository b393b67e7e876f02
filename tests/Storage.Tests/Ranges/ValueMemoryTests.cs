using Orleans.TableService.Storage.Ranges.Evaluation;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>Values are kept as they were, whatever their sizes, until they are let go.</summary>
public sealed class ValueMemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Keep_OfValuesOfAllSizes_KeepsEachAsItWas(int seed)
    {
        var random = new Random(seed);
        var memory = new ValueMemory();
        for (var round = 0; round < 3; round++)
        {
            var kept = new List<(byte[] Was, TableValue Is)>();
            for (var i = 0; i < 500; i++)
            {
                var was = new byte[random.Next(random.Next(2) == 0 ? 300 : 9000)];
                random.NextBytes(was);
                var source = was.ToArray();
                var value = memory.Keep(new TableValue(source));
                if (was.Length <= 4096)
                {
                    // The source is another's, who may write to it.
                    random.NextBytes(source);
                }

                kept.Add((was, value));
            }

            Assert.All(kept, pair => Assert.Equal(new TableValue(pair.Was), pair.Is));
            memory.Clear();
        }
    }

    [Fact]
    public void Keep_OfWhatHasNoBytes_IsTheSame()
    {
        var memory = new ValueMemory();
        Assert.Equal(new TableValue(7), memory.Keep(new TableValue(7)));
        Assert.Equal(default, memory.Keep(default));
    }
}
