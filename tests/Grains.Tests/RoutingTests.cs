using Orleans.TableService.Client.Orleans.Routing;
using Orleans.TableService.GrainContracts;
using Orleans.TableService.Grains.Streams;
using Orleans.TableService.Grains.Tests.Support;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Grains.Tests;

public sealed class RoutingTests
{
    [Theory]
    [InlineData(KeyType.Hash, 1)]
    [InlineData(KeyType.Hash, 2)]
    [InlineData(KeyType.Hash, 7)]
    [InlineData(KeyType.Hash, 24)]
    [InlineData(KeyType.Hash, 1024)]
    [InlineData(KeyType.Raw, 1)]
    [InlineData(KeyType.Raw, 3)]
    [InlineData(KeyType.Raw, 256)]
    [InlineData(KeyType.Raw, 1024)]
    public async Task Find_ForAnyKey_IsTheOnlyRangeWhoseIntervalHoldsIt(KeyType keyType, int count)
    {
        await using var silo = await TestSilo.StartAsync(new FakeDisk());
        var map = MapOf(keyType, count);
        var route = new TableRoute(map, silo.Grains);
        var random = new Random(17);
        for (var i = 0; i < 2000; i++)
        {
            var pKey = new byte[random.Next(0, 5)];
            random.NextBytes(pKey);
            var routingKey = RoutingKey.Of(keyType, pKey).ToArray();

            var owner = Assert.Single(map.Ranges, range => range.Interval.Contains(routingKey));

            Assert.Equal(new RangeId(map.Stream.Id, owner.Number).ToString(), route.Find(pKey).GetPrimaryKeyString());
        }
    }

    [Fact]
    public async Task Find_WhenThereAreManyRanges_AllocatesNothing()
    {
        await using var silo = await TestSilo.StartAsync(new FakeDisk());
        var route = new TableRoute(MapOf(KeyType.Hash, 1000), silo.Grains);
        var pKey = "key"u8.ToArray();

        Assert.Equal(0, Allocations.LeastOf(() => route.Find(pKey)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(24)]
    [InlineData(1024)]
    public void Split_WhenTheCountIsEven_HasTheBoundsThatBookKeeperGives(int count)
    {
        var size = long.MaxValue / (count / 2);

        var intervals = IntervalSplit.Split(KeyType.Hash, count);

        Assert.All(
            intervals.Skip(1).Index(),
            range => Assert.Equal(
                long.MinValue + ((range.Index + 1) * size), RoutingKey.ReadHash(range.Item.Start.Span)));
        Assert.Null(intervals[^1].End);
    }

    [Theory]
    [InlineData(KeyType.Hash)]
    [InlineData(KeyType.Raw)]
    public void Split_ForEveryCount_LaysNonEmptyIntervalsSideBySide(KeyType keyType)
    {
        for (var count = 1; count <= StreamConfiguration.InitialRangesMax; count++)
        {
            var intervals = IntervalSplit.Split(keyType, count);

            Assert.True(intervals[0].Start.IsEmpty);
            Assert.Null(intervals[^1].End);
            for (var i = 0; i + 1 < count; i++)
            {
                Assert.False(intervals[i].IsEmpty);
                Assert.True(intervals[i].End!.Value.Span.SequenceEqual(intervals[i + 1].Start.Span));
            }
        }
    }

    private static RangeMap MapOf(KeyType keyType, int count)
    {
        var configuration = new StreamConfiguration { KeyType = keyType, InitialRanges = count };
        var intervals = IntervalSplit.Split(keyType, count);
        return new RangeMap
        {
            Stream = new StreamInfo(new TableStreamId(1024), "default", "t", Guid.NewGuid(), configuration, default),
            Version = 1,
            Ranges =
            [
                .. intervals.Index().Select(range => new RangeMapEntry
                {
                    Number = RangeId.FirstNumber + range.Index,
                    Interval = range.Item,
                    JournalId = Guid.NewGuid(),
                }),
            ],
        };
    }
}
