using System.Buffers.Binary;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Tests.Index;

public sealed class EntryCacheTests
{
    private const int PlacesMin = 128;

    private static readonly EntryState State = new() { Exists = true, Value = new TableValue(1) };

    [Fact]
    public void Add_OfManyEntries_GrowsToItsShare()
    {
        var shared = new EntryCaches(4000 * EntryTable.PlaceSizeBytes);
        using var cache = new EntryCache(shared, 0);
        Fill(cache, 20_000);

        Assert.Equal(4000 * EntryTable.PlaceSizeBytes, shared.SizeBytes);
        Assert.InRange(CountFound(cache, 20_000), 3000, 4000);
    }

    [Fact]
    public void Add_WhenOthersAreUsedAsMuch_ShrinksToItsShare()
    {
        var shared = new EntryCaches(4000 * EntryTable.PlaceSizeBytes);
        using var first = new EntryCache(shared, 0);
        Fill(first, 20_000);
        EntryCache[] all = [first, .. Enumerable.Range(0, 3).Select(_ => new EntryCache(shared, 0))];
        for (var i = 0; i < 80_000; i++)
        {
            Array.ForEach(all, cache => Read(cache, i % 20_000));
        }

        Assert.Equal(4 * 1000 * EntryTable.PlaceSizeBytes, shared.SizeBytes);
        Array.ForEach(all[1..], other => other.Dispose());
        Assert.Equal(1000 * EntryTable.PlaceSizeBytes, shared.SizeBytes);
        Fill(first, 20_000);
        Assert.Equal(4000 * EntryTable.PlaceSizeBytes, shared.SizeBytes);
    }

    [Fact]
    public void Add_BesideManyThatAreReadLittle_HasWhatTheyLeave()
    {
        var shared = new EntryCaches(40_000 * EntryTable.PlaceSizeBytes);
        using var busy = new EntryCache(shared, 0);
        var others = Enumerable.Range(0, 64).Select(_ => new EntryCache(shared, 0)).ToArray();
        for (var i = 0; i < 800_000; i++)
        {
            Read(busy, i % 100_000);
            if (i % 100 == 0)
            {
                Read(others[i / 100 % others.Length], i % 50);
            }
        }

        Assert.All(others, other => Assert.False(other.IsEmpty));
        Assert.InRange(CountFound(busy, 100_000), 25_000, 40_000);
        Assert.InRange(shared.SizeBytes / EntryTable.PlaceSizeBytes, 30_000, 40_000);
    }

    [Fact]
    public void Add_BesideOthersThatRest_HasTheirMemory()
    {
        var shared = new EntryCaches(4000 * EntryTable.PlaceSizeBytes);
        var all = Enumerable.Range(0, 4).Select(_ => new EntryCache(shared, 0)).ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            Array.ForEach(all, cache => Read(cache, i % 5000));
        }

        Fill(all[0], 20_000);

        Assert.All(all[1..], other => Assert.True(other.IsEmpty));
        Assert.Equal(4000 * EntryTable.PlaceSizeBytes, shared.SizeBytes);
    }

    // All that is read of it is in it, so that nothing is added, and only others see that it is too large.
    [Fact]
    public void TryGet_OfOneThatHasAllThatIsReadOfIt_LeavesOthersTheirShare()
    {
        var shared = new EntryCaches(4000 * EntryTable.PlaceSizeBytes);
        using var first = new EntryCache(shared, 0);
        Fill(first, 20_000);
        var held = Enumerable.Range(0, 20_000).First(i => first.TryGet(Key(i), KeyHash.Of(Key(i)), out _));
        using var second = new EntryCache(shared, 0);
        for (var i = 0; i < 160_000; i++)
        {
            first.TryGet(Key(held), KeyHash.Of(Key(held)), out _);
            Read(second, i % 20_000);
        }

        Assert.InRange(shared.SizeBytes / EntryTable.PlaceSizeBytes, 2000, 4000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(PlacesMin - 1)]
    public void Add_WithoutRoomForTheSmallest_DoesNothing(int placeCount)
    {
        var shared = new EntryCaches(placeCount * EntryTable.PlaceSizeBytes);
        using var cache = new EntryCache(shared, 0);
        Fill(cache, 1000);

        Assert.True(cache.IsEmpty);
        Assert.Equal(0, shared.SizeBytes);
    }

    [Fact]
    public void Add_AfterTheEnd_DoesNothing()
    {
        var shared = new EntryCaches(1 << 20);
        var cache = new EntryCache(shared, 0);
        Fill(cache, 10);
        cache.Dispose();
        Fill(cache, 10);

        Assert.True(cache.IsEmpty);
        Assert.Equal(0, shared.SizeBytes);
    }

    // The first to read makes the table, in the midst of a write that does not know of it yet.
    [Fact]
    public void Add_OfWhatWasReadBeforeAWriteThatBeganBeforeTheTable_DoesNothing()
    {
        using var cache = new EntryCache(new EntryCaches(1 << 20), 5);
        cache.WillWrite(6);
        cache.Add("key"u8, 7, State, 5);
        cache.Add("key"u8, 7, State, 5);
        Assert.False(cache.IsEmpty);
        Assert.False(cache.TryGet("key"u8, 7, out _));

        cache.Add("key"u8, 7, State, 6);
        Assert.True(cache.TryGet("key"u8, 7, out _));
    }

    [Fact]
    public void Update_OfAnEntry_IsSeenAndKeepsOlderOnesOut()
    {
        using var cache = new EntryCache(new EntryCaches(1 << 20), 5);
        cache.Add("key"u8, 7, State, 5);
        cache.Add("key"u8, 7, State, 5);
        cache.WillWrite(6);
        cache.Update("key"u8, 7, default);
        cache.Add("key"u8, 7, State, 5);

        Assert.False(cache.TryGet("key"u8, 7, out _));
    }

    [Fact]
    public void TryGet_IsCounted()
    {
        var shared = new EntryCaches(1 << 20);
        using var cache = new EntryCache(shared, 0);
        Fill(cache, 2);
        var (hits, misses) = (shared.Looks.Hits, shared.Looks.Misses);
        Assert.Equal(2, CountFound(cache, 3));

        Assert.Equal((hits + 2, misses + 1), (shared.Looks.Hits, shared.Looks.Misses));
    }

    private static void Fill(EntryCache cache, int count)
    {
        // Often, for a table that is replaced loses what it had, and who gets no place tries again.
        for (var i = 0; i < 8 * count; i++)
        {
            Read(cache, i % count);
        }
    }

    // As who gets an entry does.
    private static void Read(EntryCache cache, int number)
    {
        var key = Key(number);
        var hash = KeyHash.Of(key);
        if (!cache.TryGet(key, hash, out _))
        {
            cache.Add(key, hash, State, 0);
        }
    }

    private static int CountFound(EntryCache cache, int count) => Enumerable.Range(0, count)
        .Count(i => cache.TryGet(Key(i), KeyHash.Of(Key(i)), out _));

    private static byte[] Key(int number)
    {
        var key = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(key, number);
        return key;
    }
}
