using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Orleans.TableService.Storage.Index;

namespace Orleans.TableService.Storage.Tests.Index;

public sealed class EntryTableTests
{
    private static readonly EntryState[] States =
    [
        StateOf(new TableValue("value"u8.ToArray())),
        StateOf(new TableValue(-5)),
        StateOf(new TableValue(0)),
        StateOf(default),
        StateOf(new TableValue(new byte[EntryPlace.DataSizeBytes - 3])) with { LeaseId = 8, ExpiresAtMs = 9 },
    ];

    private readonly EntryTable _table = Open(4);

    [Fact]
    public void PlaceSize_IsThatOfAPlace() =>
        Assert.Equal(EntryTable.PlaceSizeBytes, Unsafe.SizeOf<EntryPlace>() + (32 / 4));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void TryGet_OfWhatWasAdded_GivesAllOfIt(int number)
    {
        _table.Add("key"u8, 7, States[number], 1);

        Assert.True(_table.TryGet("key"u8, 7, out var found));
        AssertSame(States[number], found);
    }

    [Fact]
    public void TryGet_OfAnotherKeyWithTheSameHash_FindsNothing()
    {
        _table.Add("one"u8, 7, StateOf(new TableValue(1)), 1);

        Assert.False(_table.TryGet("two"u8, 7, out _));
        Assert.False(_table.TryGet("on"u8, 7, out _));
        _table.Add("two"u8, 7, StateOf(new TableValue(2)), 1);
        Assert.True(_table.TryGet("one"u8, 7, out var one));
        Assert.True(_table.TryGet("two"u8, 7, out var two));
        Assert.Equal((1, 2), (one.Value.Number, two.Value.Number));
    }

    [Fact]
    public void Add_OfALargeEntry_DoesNothing()
    {
        _table.Add("key"u8, 7, StateOf(new TableValue(new byte[EntryPlace.DataSizeBytes - 2])), 1);

        Assert.False(_table.TryGet("key"u8, 7, out _));
        Assert.Equal(0, _table.Count);
    }

    // The reader read, the writer wrote and told of it, and only now the reader adds what he read.
    [Fact]
    public void Add_OfWhatWasReadBeforeAWrite_DoesNothing()
    {
        _table.Update("key"u8, 7, StateOf(new TableValue(2)), 6);
        _table.Add("key"u8, 7, StateOf(new TableValue(1)), 5);

        Assert.False(_table.TryGet("key"u8, 7, out _));
        _table.Add("key"u8, 7, StateOf(new TableValue(2)), 6);
        Assert.True(_table.TryGet("key"u8, 7, out var found));
        Assert.Equal(2, found.Value.Number);
    }

    // Of what was written before the table was there nobody told it.
    [Fact]
    public void Add_OfWhatWasReadBeforeItOpened_DoesNothing()
    {
        var table = new EntryTable(4);
        table.Add("key"u8, 7, StateOf(new TableValue(1)), 5);
        table.Open(6);
        table.Add("key"u8, 7, StateOf(new TableValue(1)), 5);
        Assert.False(table.TryGet("key"u8, 7, out _));

        table.Add("key"u8, 7, StateOf(new TableValue(1)), 6);
        Assert.True(table.TryGet("key"u8, 7, out _));
    }

    [Fact]
    public void Update_OfAnEntry_IsSeen()
    {
        _table.Add("key"u8, 7, StateOf(new TableValue("long before"u8.ToArray())), 1);
        _table.Update("key"u8, 7, StateOf(new TableValue("now"u8.ToArray())), 2);

        Assert.True(_table.TryGet("key"u8, 7, out var found));
        Assert.Equal("now"u8, found.Value.Bytes.Span);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Update_OfAnEntryThatIsGoneOrTooLarge_MakesItsPlaceFree(bool isTooLarge)
    {
        _table.Add("key"u8, 7, StateOf(new TableValue(1)), 1);
        _table.Update("key"u8, 7, isTooLarge ? StateOf(new TableValue(new byte[200])) : default, 2);

        Assert.False(_table.TryGet("key"u8, 7, out _));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Update_OfAnAbsentEntry_AddsNothing()
    {
        _table.Update("key"u8, 7, StateOf(new TableValue(1)), 2);

        Assert.False(_table.TryGet("key"u8, 7, out _));
    }

    [Fact]
    public void Add_ToAFullBucket_ReplacesOncePerFourTries()
    {
        for (var i = 0; i < 4; i++)
        {
            _table.Add([(byte)i], i, StateOf(new TableValue(i)), 1);
        }

        var news = Enumerable.Range(4, 16).Count(i =>
        {
            _table.Add([(byte)i], i, StateOf(new TableValue(i)), 1);
            return _table.TryGet([(byte)i], i, out _);
        });
        Assert.Equal(4, news);
        Assert.Equal(4, _table.Count);
    }

    // Every byte of a value and the revision beside it are those of one write.
    [Fact]
    public async Task TryGet_WhileAWriterUpdates_SeesWholeEntries()
    {
        const int Writes = 200_000;
        _table.Add("key"u8, 7, StateOfWrite(0), 0);
        var isDone = false;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var last = 0L;
            while (!Volatile.Read(ref isDone))
            {
                if (_table.TryGet("key"u8, 7, out var found))
                {
                    AssertSame(StateOfWrite(found.ModRevision), found);
                    Assert.True(found.ModRevision >= last);
                    last = found.ModRevision;
                }
            }

            return last;
        })).ToArray();
        for (var i = 1; i <= Writes; i++)
        {
            _table.Update("key"u8, 7, StateOfWrite(i), i);
        }

        Volatile.Write(ref isDone, true);
        await Task.WhenAll(readers);
        Assert.True(_table.TryGet("key"u8, 7, out var final));
        Assert.Equal(Writes, final.ModRevision);
    }

    private static EntryTable Open(int placeCount)
    {
        var table = new EntryTable(placeCount);
        table.Open(0);
        return table;
    }

    private static EntryState StateOf(TableValue value) => new()
    {
        Exists = true,
        Value = value,
        CreateRevision = 2,
        ModRevision = 3,
        Version = 4,
    };

    private static EntryState StateOfWrite(long number)
    {
        var bytes = new byte[8 * (1 + (number % 12))];
        for (var i = 0; i < bytes.Length; i += 8)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i), number);
        }

        return StateOf(new TableValue(bytes)) with { ModRevision = number, Version = number };
    }

    private static void AssertSame(in EntryState expected, in EntryState actual)
    {
        Assert.Equal(expected with { Value = default }, actual with { Value = default });
        Assert.Equal(expected.Value.IsNumber, actual.Value.IsNumber);
        Assert.Equal(expected.Value.Number, actual.Value.Number);
        Assert.Equal(expected.Value.Bytes.ToArray(), actual.Value.Bytes.ToArray());
    }
}
