namespace Orleans.TableService.RocksDb.Tests;

public sealed class IteratorTests : IDisposable
{
    private readonly TestDatabase _test = new();

    public IteratorTests()
    {
        foreach (var key in "bdfhj")
        {
            _test.Put(key.ToString(), key.ToString().ToUpperInvariant());
        }
    }

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData("", "", "b d f h j")]
    [InlineData("d", "", "d f h j")]
    [InlineData("c", "", "d f h j")]
    [InlineData("", "h", "b d f")]
    [InlineData("d", "h", "d f")]
    [InlineData("c", "i", "d f h")]
    [InlineData("d", "d", "")]
    [InlineData("x", "", "")]
    public void Bounds_LimitBothDirections(string lower, string upper, string expected)
    {
        using var iterator = Create(lower, upper);
        Assert.Equal(expected, Walk(iterator, iterator.SeekToFirst(), () => iterator.Next()));
        var backward = Walk(iterator, iterator.SeekToLast(), () => iterator.Previous());
        Assert.Equal(expected, string.Join(' ', backward.Split(' ').Reverse()));
    }

    [Theory]
    [InlineData("a", "b", null)]
    [InlineData("b", "b", "b")]
    [InlineData("c", "d", "b")]
    [InlineData("j", "j", "j")]
    [InlineData("k", null, "j")]
    public void Seek_FindsTheNearestOnEitherSide(string key, string? atOrAfter, string? atOrBefore)
    {
        using var iterator = _test.Database.CreateIterator();
        Assert.Equal(atOrAfter is not null, iterator.Seek(TestDatabase.Bytes(key)));
        Assert.Equal(atOrAfter, KeyOf(iterator));
        Assert.Equal(atOrBefore is not null, iterator.SeekForPrevious(TestDatabase.Bytes(key)));
        Assert.Equal(atOrBefore, KeyOf(iterator));
    }

    [Fact]
    public void Seek_OutsideTheBounds_IsHeldToThem()
    {
        using var iterator = Create("d", "i");
        Assert.True(iterator.Seek("a"u8));
        Assert.Equal("d", KeyOf(iterator));
        Assert.True(iterator.SeekForPrevious("z"u8));
        Assert.Equal("h", KeyOf(iterator));
        Assert.False(iterator.Seek("i"u8));
        Assert.False(iterator.SeekForPrevious("c"u8));
    }

    [Fact]
    public void Moves_CanTurnRound()
    {
        using var iterator = _test.Database.CreateIterator();
        Assert.True(iterator.Seek("d"u8));
        Assert.True(iterator.Next());
        Assert.Equal("F"u8.ToArray(), iterator.Value.ToArray());
        Assert.True(iterator.Previous());
        Assert.True(iterator.Previous());
        Assert.Equal("b", KeyOf(iterator));
        Assert.False(iterator.Previous());
        Assert.False(iterator.IsValid);
    }

    [Fact]
    public void Bounds_WhenTheirMemoryIsReused_StayAsTheyWere()
    {
        var bound = "f"u8.ToArray();
        using var iterator = _test.Database.CreateIterator(new RocksIteratorOptions { UpperBound = bound });
        Array.Fill(bound, (byte)'z');
        Assert.Equal("b d", Walk(iterator, iterator.SeekToFirst(), () => iterator.Next()));
    }

    [Fact]
    public void Iterator_SeesTheMomentOfItsCreation()
    {
        using var iterator = _test.Database.CreateIterator();
        _test.Put("a", "later");
        _test.Database.Delete("j"u8);
        Assert.Equal("b d f h j", Walk(iterator, iterator.SeekToFirst(), () => iterator.Next()));
    }

    [Fact]
    public void Snapshot_HidesLaterWrites()
    {
        using var snapshot = _test.Database.CreateSnapshot();
        _test.Put("b", "changed");
        _test.Put("c", "later");
        _test.Database.Delete("j"u8);
        _test.Database.Flush();
        _test.Database.CompactRange();
        Assert.Equal("b d f h j", _test.Keys(new RocksIteratorOptions { Snapshot = snapshot }));
        Assert.Equal("b c d f h", _test.Keys());
        Assert.Equal("B", _test.Get("b", snapshot));
        Assert.Equal("changed", _test.Get("b"));
        Assert.Null(_test.Get("c", snapshot));
    }

    [Fact]
    public void Snapshot_OfAnotherDatabase_IsRefused()
    {
        using var other = new TestDatabase();
        using var snapshot = other.Database.CreateSnapshot();
        Assert.Throws<ArgumentException>(() => _test.Get("b", snapshot));
        Assert.Throws<ArgumentException>(() => _test.Keys(new RocksIteratorOptions { Snapshot = snapshot }));
    }

    [Fact]
    public void Iterator_WhenNowhere_RefusesToTell()
    {
        using var iterator = _test.Database.CreateIterator();
        Assert.False(iterator.IsValid);
        Assert.Throws<InvalidOperationException>(() => iterator.Key.Length);
        Assert.Throws<InvalidOperationException>(() => iterator.Value.Length);
        Assert.Throws<InvalidOperationException>(() => iterator.Next());
        Assert.Throws<InvalidOperationException>(() => iterator.Previous());
    }

    [Fact]
    public void Iterator_WhenDisposed_Throws()
    {
        var iterator = _test.Database.CreateIterator();
        iterator.SeekToFirst();
        iterator.Dispose();
        iterator.Dispose();
        Assert.False(iterator.IsValid);
        Assert.Throws<ObjectDisposedException>(() => iterator.Key.Length);
        Assert.Throws<ObjectDisposedException>(() => iterator.Next());
        Assert.Throws<ObjectDisposedException>(() => iterator.SeekToFirst());
    }

    private static string? KeyOf(RocksIterator iterator) =>
        iterator.IsValid ? TestDatabase.Text(iterator.Key.ToArray()) : null;

    private static string Walk(RocksIterator iterator, bool more, Func<bool> move)
    {
        var keys = new List<string?>();
        for (; more; more = move())
        {
            keys.Add(KeyOf(iterator));
        }

        return string.Join(' ', keys);
    }

    private RocksIterator Create(string lower, string upper) =>
        _test.Database.CreateIterator(new RocksIteratorOptions
        {
            LowerBound = TestDatabase.Bytes(lower),
            UpperBound = TestDatabase.Bytes(upper),
            SkipsCache = true,
            ReadAheadBytes = 64 << 10,
        });
}
