using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Ranges.Evaluation;

namespace Orleans.TableService.Storage.Tests.Ranges;

/// <summary>What came last is remembered, of whichever ranges, and never more than three turns of it.</summary>
public sealed class RecentEntriesTests
{
    private const int TurnCount = 1000;

    // As the budget counts them, with keys of four bytes.
    private const int EntrySizeBytes = 124;

    private readonly RecentEntriesBudget _budget = new(2 * TurnCount * EntrySizeBytes);
    private readonly List<RecentEntries> _asked = [];

    [Fact]
    public void TryGet_WithOneBusyRangeBesideManyThatRest_KnowsAWholeTurnOfTheBusyOne()
    {
        var resting = Enumerable.Range(0, 64).Select(_ => Make()).ToList();
        resting.ForEach(range => Write(range, 0));
        var busy = Make();

        for (var key = 0; key < TurnCount; key++)
        {
            Write(busy, key);
        }

        Assert.All(Enumerable.Range(0, TurnCount), key => Assert.True(Knows(busy, key)));
    }

    [Fact]
    public void TryGet_OfOneThatWritesTheSameKeysAgain_KnowsThemForEver()
    {
        var range = Make();
        for (var turn = 0; turn < 10; turn++)
        {
            for (var key = 0; key < TurnCount - 1; key++)
            {
                Write(range, key, version: turn);
            }
        }

        Assert.Equal(0, _budget.Turn);
        Assert.True(range.TryGet(Key(0), KeyHash.Of(Key(0)), out var state));
        Assert.Equal(9, state.Version);
    }

    [Fact]
    public void Add_InTheTurnAfterTheNext_AsksARangeThatRestedToForget()
    {
        var resting = Make();
        Write(resting, 0);
        var busy = Make();

        Fill(busy, turns: 1);
        Assert.Empty(_asked);
        Assert.True(Knows(resting, 0));

        Fill(busy, turns: 1);
        Assert.Same(resting, Assert.Single(_asked));
        resting.Clear();
        Assert.False(Knows(resting, 0));

        _asked.Clear();
        Fill(busy, turns: 2);
        Assert.Empty(_asked);
    }

    [Fact]
    public void Add_AfterARestOfTwoTurns_ForgetsWhatWasBefore()
    {
        var resting = Make();
        Write(resting, 0);
        Fill(Make(), turns: 2);

        Write(resting, 1);

        Assert.False(Knows(resting, 0));
        Assert.True(Knows(resting, 1));
    }

    [Fact]
    public void Add_WithLongKeys_EndsTurnsByTheirBytes()
    {
        var range = Make();
        for (var key = 0; key < 125; key++)
        {
            Write(range, Enumerable.Repeat((byte)key, 2000).ToArray());
        }

        Assert.Equal(2, _budget.Turn);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Add_OfRandomLoads_KeepsTheLastTurnAndItsBound(int seed)
    {
        var random = new Random(seed);
        var ranges = Enumerable.Range(0, 20).Select(_ => Make()).ToList();
        var written = new List<(RecentEntries Range, int Key)>();
        var busy = 1;
        for (var i = 0; i < 30 * TurnCount; i++)
        {
            if (i % 500 == 0)
            {
                busy = random.Next(1, ranges.Count + 1);
            }

            var range = ranges[random.Next(busy)];
            var key = random.Next(5 * TurnCount);
            Write(range, key);
            written.Add((range, key));
            _asked.ForEach(asked => asked.Clear());
            _asked.Clear();
            if (i % 100 == 0)
            {
                // Memory doubles as it grows, and is kept as long as a quarter of it is used.
                Assert.InRange(ranges.Sum(one => one.Count), 0, 3 * TurnCount);
                Assert.InRange(ranges.Sum(one => one.Capacity), 0, 3 * ((4 * TurnCount) + (8 * ranges.Count)));
                Assert.All(written.TakeLast(TurnCount), one => Assert.True(Knows(one.Range, one.Key)));
            }
        }
    }

    [Fact]
    public void Add_WithoutRoomForAny_RemembersNothingAndEndsNoTurn()
    {
        var budget = new RecentEntriesBudget(0);
        var range = new RecentEntries(budget, () => Assert.Fail("There is nothing to forget."));

        Write(range, 0);

        Assert.False(Knows(range, 0));
        Assert.Equal((0, 0), (budget.Turn, budget.SizeBytes));
    }

    private RecentEntries Make()
    {
        RecentEntries? made = null;
        made = new RecentEntries(_budget, () => _asked.Add(made!));
        return made;
    }

    private void Fill(RecentEntries range, int turns)
    {
        for (var (end, key) = (_budget.Turn + turns, 0); _budget.Turn < end; key++)
        {
            Write(range, key);
        }
    }

    private static void Write(RecentEntries range, int key, long version = 0) => Write(range, Key(key), version);

    private static void Write(RecentEntries range, byte[] key, long version = 0)
    {
        var layer = new OverlayLayer();
        layer.Set(key, KeyHash.Of(key), new EntryState { Exists = true, Version = version });
        range.Add(layer);
    }

    private static bool Knows(RecentEntries range, int key) => range.TryGet(Key(key), KeyHash.Of(Key(key)), out _);

    private static byte[] Key(int key) => BitConverter.GetBytes(key);
}
