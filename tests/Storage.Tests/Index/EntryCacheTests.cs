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
    public void Add_WhenOthersCome_ShrinksToItsShare()
    {
        var shared = new EntryCaches(4000 * EntryTable.PlaceSizeBytes);
        using var first = new EntryCache(shared, 0);
        Fill(first, 20_000);
        var others = Enumerable.Range(0, 3).Select(_ => new EntryCache(shared, 0)).ToArray();
        foreach (var cache in others.Concat(others).Append(first))
        {
            Fill(cache, 20_000);
        }

        Assert.Equal(4 * 1000 * EntryTable.PlaceSizeBytes, shared.SizeBytes);
        Array.ForEach(others, other => other.Dispose());
        Assert.Equal(1000 * EntryTable.PlaceSizeBytes, shared.SizeBytes);
        Fill(first, 20_000);
        Assert.Equal(4000 * EntryTable.PlaceSizeBytes, shared.SizeBytes);
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
        Fill(cache, 2);
        Assert.Equal(2, CountFound(cache, 3));

        Assert.Equal((2, 1), (shared.Hits, shared.Misses));
    }

    private static void Fill(EntryCache cache, int count)
    {
        // Often, for a table that is replaced loses what it had, and who gets no place tries again.
        for (var i = 0; i < 8 * count; i++)
        {
            var key = Key(i % count);
            cache.Add(key, KeyTable.HashOf(key), State, 0);
        }
    }

    private static int CountFound(EntryCache cache, int count) => Enumerable.Range(0, count)
        .Count(i => cache.TryGet(Key(i), KeyTable.HashOf(Key(i)), out _));

    private static byte[] Key(int number)
    {
        var key = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(key, number);
        return key;
    }
}
