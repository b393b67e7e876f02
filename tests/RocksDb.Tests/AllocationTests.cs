using System.Buffers;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.RocksDb.Tests;

/// <summary>What the write path does per key must leave nothing to the collector.</summary>
public sealed class AllocationTests : IDisposable
{
    private readonly TestDatabase _test = new();
    private readonly byte[] _value = new byte[100];

    public AllocationTests()
    {
        for (var i = 0; i < 100; i++)
        {
            _test.Put($"key{i:d2}", $"value {i}");
        }

        _test.Database.Flush();
    }

    private RocksDatabase Database => _test.Database;

    public void Dispose() => _test.Dispose();

    [Fact]
    public void GetPinned_AllocatesNothing()
    {
        using var snapshot = Database.CreateSnapshot();
        AssertAllocatesNothing(() =>
        {
            using var found = Database.GetPinned("key50"u8);
            using var absent = Database.GetPinned("none"u8);
            using var then = Database.GetPinned("key50"u8, snapshot);
            Assert.True(found.IsFound && then.IsFound && !absent.IsFound);
        });
    }

    [Fact]
    public void TryGetPinnedFromMemory_AllocatesNothingWhetherItCanTellOrNot()
    {
        // Neither the file nor any block of it has been looked at yet.
        using var cold = new TestDatabase();
        cold.Put("cold", "value");
        cold.Database.Flush();
        cold.Reopen();
        Database.Put("hot"u8, _value);
        AssertAllocatesNothing(() =>
        {
            Assert.True(Database.TryGetPinnedFromMemory("hot"u8, out var value));
            Assert.True(value.IsFound);
            value.Dispose();
            Assert.False(cold.Database.TryGetPinnedFromMemory("cold"u8, out _));
        });
        Assert.Equal("value", cold.Get("cold"));
        Assert.True(cold.Database.TryGetPinnedFromMemory("cold"u8, out var warm));
        warm.Dispose();
        Assert.True(cold.Database.TryGetPinnedFromMemory("absent"u8, out var absent));
        Assert.False(absent.IsFound);
    }

    [Fact]
    public void Get_AllocatesNothing()
    {
        var destination = new byte[100];
        var writer = new ArrayBufferWriter<byte>(100);
        AssertAllocatesNothing(() =>
        {
            writer.ResetWrittenCount();
            Database.Get("key50"u8, destination);
            Database.Get("key50"u8, writer);
        });
    }

    [Fact]
    public void Writes_AllocateNothing() => AssertAllocatesNothing(() =>
    {
        Database.Put("a"u8, _value);
        Database.Delete("b"u8);
    });

    [Fact]
    public void Batch_AllocatesNothing()
    {
        using var batch = new RocksWriteBatch();
        AssertAllocatesNothing(() =>
        {
            batch.Clear();
            batch.Put("a"u8, _value);
            batch.Put("b"u8, "head"u8, _value);
            batch.Delete("c"u8);
            batch.DeleteRange("x"u8, "y"u8);
            Database.Write(batch);
        });
    }

    [Fact]
    public void Iterator_AllocatesNothingPerStep()
    {
        using var iterator = Database.CreateIterator();
        var bytes = 0;
        AssertAllocatesNothing(() =>
        {
            iterator.Seek("key20"u8);
            for (var i = 0; i < 10 && iterator.Next(); i++)
            {
                bytes += iterator.Key.Length + iterator.Value.Length;
            }

            iterator.SeekForPrevious("key20"u8);
            iterator.Previous();
        });
        Assert.True(bytes > 0);
    }

    [Fact]
    public void MultiGet_AllocatesNothing()
    {
        int[] ends = [5, 10, 14];
        using var result = new MultiGetResult();
        AssertAllocatesNothing(() =>
        {
            Database.MultiGet("key10key20none"u8, ends, result);
            result.TryGetValue(0, out _);
        });
    }

    private static void AssertAllocatesNothing(Action action) => Assert.Equal(0, Allocations.LeastOf(action));
}
