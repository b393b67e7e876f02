namespace Orleans.TableService.RocksDb.Tests;

public sealed class MultiGetTests : IDisposable
{
    private readonly TestDatabase _test = new();

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(500)]
    public void MultiGet_AnyNumberOfKeysInAnyOrder_AnswersInTheirOrder(int count)
    {
        var keys = Enumerable.Range(0, count).Select(i => $"k{i * 7919 % count:d4}").ToArray();
        foreach (var key in keys.Where((_, i) => i % 3 != 0))
        {
            _test.Put(key, "v" + key);
        }

        using var result = new MultiGetResult();
        for (var round = 0; round < 2; round++)
        {
            Read(keys, result);
            Assert.Equal(count, result.Count);
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(i % 3 == 0 ? null : "v" + keys[i], ValueAt(result, i));
            }

            _test.Database.Flush();
        }
    }

    [Fact]
    public void MultiGet_WhenKeysRepeatOrAreEmpty_AnswersEach()
    {
        _test.Put("", "empty key");
        _test.Put("a", "");
        using var result = new MultiGetResult();
        Read(["a", "", "a", "b", ""], result);
        Assert.Equal(
            ["", "empty key", "", null, "empty key"], Enumerable.Range(0, 5).Select(i => ValueAt(result, i)));
    }

    [Fact]
    public void MultiGet_WithSnapshot_ReadsThatState()
    {
        _test.Put("a", "old");
        using var snapshot = _test.Database.CreateSnapshot();
        _test.Put("a", "new");
        using var result = new MultiGetResult();
        Read(["a"], result, snapshot);
        Assert.Equal("old", ValueAt(result, 0));
        Read(["a"], result);
        Assert.Equal("new", ValueAt(result, 0));
    }

    [Fact]
    public void MultiGet_WithoutKeys_AnswersNothing()
    {
        using var result = new MultiGetResult();
        Read(["a"], result);
        Read([], result);
        Assert.Equal(0, result.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => result.IsFound(0));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 4)]
    [InlineData(-1, 2)]
    public void MultiGet_WhenKeyEndsAreWrong_Refuses(int first, int second)
    {
        using var result = new MultiGetResult();
        Assert.Throws<ArgumentException>(() => _test.Database.MultiGet("abc"u8, [first, second], result));
        Assert.Equal(0, result.Count);
    }

    [Fact]
    public void Values_WhenDatabaseIsDisposed_StayUntilCleared()
    {
        _test.Put("a", "value");
        _test.Database.Flush();
        using var result = new MultiGetResult();
        Read(["a"], result);
        _test.Database.Dispose();
        Assert.Equal("value", ValueAt(result, 0));
        result.Clear();
        using var again = _test.Open();
        Assert.Equal("value"u8.ToArray(), again.Get("a"u8));
    }

    private static string? ValueAt(MultiGetResult result, int index)
    {
        Assert.Equal(result.IsFound(index), result.TryGetValue(index, out var value));
        return result.IsFound(index) ? TestDatabase.Text(value.ToArray()) : null;
    }

    private void Read(string[] keys, MultiGetResult result, RocksSnapshot? snapshot = null)
    {
        var packed = TestDatabase.Bytes(string.Concat(keys));
        var end = 0;
        var ends = keys.Select(key => end += key.Length).ToArray();
        _test.Database.MultiGet(packed, ends, result, snapshot);
    }
}
