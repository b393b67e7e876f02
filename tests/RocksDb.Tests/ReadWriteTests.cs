using System.Buffers;

namespace Orleans.TableService.RocksDb.Tests;

public sealed class ReadWriteTests : IDisposable
{
    private readonly TestDatabase _test = new();

    private RocksDatabase Database => _test.Database;

    public void Dispose() => _test.Dispose();

    public static TheoryData<byte[], byte[]> Pairs => new()
    {
        { [], [] },
        { [], [1] },
        { [1], [] },
        { [0], [0] },
        { [0, 0], [0, 0] },
        { [0xFF], [0xFF] },
        { [0xFF, 0xFF], [0, 0xFF] },
        { new byte[4096], new byte[1 << 20] },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Get_WhenPut_ReturnsTheBytes(byte[] key, byte[] value)
    {
        Database.Put(key, value);
        Assert.Equal(value, Database.Get(key));
        Database.Flush();
        Assert.Equal(value, Database.Get(key));
        Database.Delete(key);
        Assert.Null(Database.Get(key));
    }

    [Fact]
    public void Keys_WhenAnyBytes_AreOrderedAsUnsigned()
    {
        byte[][] keys = [[], [0], [0, 0], [0, 0xFF], [1], [0x7F], [0x80], [0xFF], [0xFF, 0], [0xFF, 0xFF]];
        foreach (var key in keys.Reverse())
        {
            Database.Put(key, key);
        }

        using var iterator = Database.CreateIterator();
        var seen = new List<byte[]>();
        for (var more = iterator.SeekToFirst(); more; more = iterator.Next())
        {
            Assert.Equal(iterator.Key.ToArray(), iterator.Value.ToArray());
            seen.Add(iterator.Key.ToArray());
        }

        Assert.Equal(keys, seen);
    }

    [Fact]
    public void Get_WhenAbsent_TellsItFromEmpty()
    {
        _test.Put("empty", "");
        Assert.Equal(0, Database.Get("empty"u8, Span<byte>.Empty));
        Assert.Equal(-1, Database.Get("absent"u8, Span<byte>.Empty));
        Assert.Equal(0, Database.Get("empty"u8, new ArrayBufferWriter<byte>()));
        Assert.Equal(-1, Database.Get("absent"u8, new ArrayBufferWriter<byte>()));
        Assert.True(Database.Contains("empty"u8));
        Assert.False(Database.Contains("absent"u8));
        using var empty = Database.GetPinned("empty"u8);
        using var absent = Database.GetPinned("absent"u8);
        Assert.True(empty.IsFound);
        Assert.False(absent.IsFound);
    }

    [Fact]
    public void Get_WhenDestinationIsTooShort_CopiesNothingAndTellsTheLength()
    {
        _test.Put("k", "value");
        var destination = new byte[4];
        Assert.Equal(5, Database.Get("k"u8, destination));
        Assert.Equal(new byte[4], destination);
        destination = new byte[6];
        Assert.Equal(5, Database.Get("k"u8, destination));
        Assert.Equal("value\0"u8.ToArray(), destination);
    }

    [Fact]
    public void Get_IntoWriter_Appends()
    {
        _test.Put("k", "value");
        var writer = new ArrayBufferWriter<byte>();
        writer.Write("a "u8);
        Assert.Equal(5, Database.Get("k"u8, writer));
        Assert.Equal("a value"u8.ToArray(), writer.WrittenSpan.ToArray());
    }

    [Fact]
    public void GetPinned_WhenOverwrittenMeanwhile_KeepsTheBytes()
    {
        _test.Put("k", "old");
        Database.Flush();
        using var pinned = Database.GetPinned("k"u8);
        _test.Put("k", "new");
        Database.Flush();
        Database.CompactRange();
        Assert.Equal("old"u8.ToArray(), pinned.Span.ToArray());
        Assert.Equal("new", _test.Get("k"));
    }

    [Fact]
    public void DeleteRange_Deletes_StartInclusiveEndExclusive()
    {
        foreach (var key in "abcde")
        {
            _test.Put(key.ToString(), "v");
        }

        Database.DeleteRange("b"u8, "d"u8);
        Assert.Equal("a d e", _test.Keys());
    }

    [Fact]
    public void Write_CarriesOutABatch_InOrder()
    {
        _test.Put("gone", "v");
        using var batch = new RocksWriteBatch();
        batch.Put("a"u8, "1"u8);
        batch.Put("a"u8, "2"u8);
        batch.Put("b"u8, "head"u8, "tail"u8);
        batch.Put("c"u8, ""u8, ""u8);
        batch.Put("r1"u8, "v"u8);
        batch.DeleteRange("r"u8, "s"u8);
        batch.Put("r2"u8, "v"u8);
        batch.Delete("gone"u8);
        Assert.Equal(8, batch.Count);
        Assert.True(batch.SizeBytes > 12);

        Database.Write(batch);
        Assert.Equal("a b c r2", _test.Keys());
        Assert.Equal("2", _test.Get("a"));
        Assert.Equal("headtail", _test.Get("b"));
        Assert.Equal("", _test.Get("c"));
    }

    [Fact]
    public void Clear_EmptiesABatch()
    {
        using var batch = new RocksWriteBatch();
        batch.Put("a"u8, "1"u8);
        batch.Clear();
        Assert.Equal(0, batch.Count);
        Database.Write(batch);
        Assert.Equal("", _test.Keys());
    }

    [Fact]
    public void Write_WhenBatchIsDisposed_Throws()
    {
        var batch = new RocksWriteBatch();
        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Database.Write(batch));
        Assert.Throws<ObjectDisposedException>(() => batch.Put("a"u8, "1"u8));
    }
}
