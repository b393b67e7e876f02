using Orleans.TableService.Storage.Index;
using Orleans.TableService.Storage.Journals;
using Orleans.TableService.Storage.Ranges;
using System.Buffers;

namespace Orleans.TableService.Storage.Tests.Index;

/// <summary>Golden bytes: a change here is a change of the format on disk, docs/file-format-index.md.</summary>
public sealed class CodecTests
{
    private static readonly EntryState Entry = new()
    {
        Exists = true,
        Value = new TableValue("hi"u8.ToArray()),
        CreateRevision = 5,
        ModRevision = 300,
        Version = 2,
    };

    [Fact]
    public void IndexKey_OfRawKey_EscapesZeroBytes()
    {
        var key = IndexKey.Entry(IndexKey.Prefix(KeyType.Raw, [0x61, 0x00, 0x62]), [0x00, 0x7A]);
        Assert.Equal("02" + "6100FF62" + "0001" + "007A", Convert.ToHexString(key));
    }

    [Fact]
    public void IndexKey_OfHashKey_HasTheOrderedHash()
    {
        var key = IndexKey.Entry(IndexKey.Prefix(KeyType.Hash, "abc"u8), "l"u8);
        var hash = new byte[8];
        RoutingKey.WriteHash(Murmur3.Hash("abc"u8), hash);
        Assert.Equal("02" + Convert.ToHexString(hash) + "6162630001" + "6C", Convert.ToHexString(key));
    }

    [Theory]
    [InlineData(KeyType.Hash)]
    [InlineData(KeyType.Raw)]
    public void IndexKey_Order_IsThatOfItsParts(KeyType keyType)
    {
        byte[][] parts =
            [[], [0], [0, 0], [0, 1], [0, 0xFF], [1], [0x61], [0x61, 0], [0x61, 0xFF], [0xFF], [0xFF, 0xFF]];
        var keys = (from p in parts from l in parts select (P: p, L: l)).ToList();
        foreach (var x in keys)
        {
            foreach (var y in keys)
            {
                var expected = RoutingKey.Of(keyType, x.P).Span.SequenceCompareTo(RoutingKey.Of(keyType, y.P).Span);
                expected = expected != 0 ? expected : x.P.AsSpan().SequenceCompareTo(y.P);
                expected = expected != 0 ? expected : x.L.AsSpan().SequenceCompareTo(y.L);
                var actual = Key(keyType, x).AsSpan().SequenceCompareTo(Key(keyType, y));
                Assert.Equal(Math.Sign(expected), Math.Sign(actual));
            }

            var (pKey, lKey) = IndexKey.Parse(keyType, Key(keyType, x));
            Assert.Equal(
                (Convert.ToHexString(x.P), Convert.ToHexString(x.L)),
                (Convert.ToHexString(pKey), Convert.ToHexString(lKey)));
            var end = IndexKey.End(IndexKey.Prefix(keyType, x.P), KeyInterval.All);
            Assert.All(keys, y => Assert.Equal(
                y.P.AsSpan().SequenceEqual(x.P),
                Key(keyType, y).AsSpan().SequenceCompareTo(IndexKey.Prefix(keyType, x.P)) >= 0
                && Key(keyType, y).AsSpan().SequenceCompareTo(end) < 0));
        }
    }

    [Fact]
    public void EntryCodec_Golden()
    {
        Assert.Equal("10" + "05" + "A702" + "02" + "6869", Hex(Entry));
        Assert.Equal("17" + "05" + "A702" + "02" + "12" + "F02E" + "03", Hex(Entry with
        {
            Value = new TableValue(-2),
            LeaseId = 9,
            ExpiresAtMs = 3000,
        }));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void EntryCodec_OfNumber_ComesBack(long number)
    {
        var entry = new EntryState
        {
            Exists = true,
            Value = new TableValue(number),
            CreateRevision = 1,
            ModRevision = long.MaxValue,
            Version = long.MaxValue,
            LeaseId = number,
            ExpiresAtMs = number,
        };
        Assert.Equal(entry, EntryCodec.Read(Convert.FromHexString(Hex(entry))));
    }

    [Fact]
    public void IndexMeta_Golden()
    {
        var meta = new IndexMeta(
            new RangeId(new TableStreamId(1024), 1025),
            Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
            300,
            0x01020304,
            1_000);
        var bytes = new byte[IndexMeta.SizeMaxBytes];
        var length = meta.Write(bytes);
        Assert.Equal(
            "01" + "8008" + "8108" + "00112233445566778899AABBCCDDEEFF" + "AC02" + "04030201" + "E807",
            Convert.ToHexString(bytes, 0, length));
        Assert.Equal(meta, IndexMeta.Read(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Record_Golden()
    {
        const string Put = "1C" + "01" + "0161" + "07" + "05" + "02" + "12" + "F02E" + "026869" + "0178";
        const string Delete = "31" + "02" + "0162" + "08" + "03";
        const string Number = "02" + "01" + "0163" + "00" + "09" + "00" + "54";
        Assert.Equal(
            "01" + "01" + "E807" + "02AABB" + "0170" + "03" + Put + Delete + Number, Convert.ToHexString(Record()));
    }

    [Fact]
    public void Record_ReadBack_IsWhatWasWritten()
    {
        var reader = new RecordReader(new JournalRecord(9, Record()));
        Assert.Equal((1000, 3), (reader.Header.CommitMs, reader.Header.Count));
        Assert.True(reader.TryRead(out var put));
        var state = put.State;
        Assert.Equal(
            (5, 9, 2, 9, 3000),
            (state.CreateRevision, state.ModRevision, state.Version, state.LeaseId, state.ExpiresAtMs));
        Assert.Equal(new TableValue("x"u8.ToArray()), put.Previous);
        Assert.True(reader.TryRead(out var delete));
        Assert.Equal((ChangeKind.Delete, ChangeCause.Expired, 8), (delete.Kind, delete.Cause, delete.ReplacedRevision));
        Assert.Equal(new TableValue(-2), delete.Previous);
        Assert.True(reader.TryRead(out var number));
        Assert.Equal(new TableValue(42), number.State.Value);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Decoders_OfEveryPrefixAndFlippedBit_EndCleanly()
    {
        var meta = new byte[IndexMeta.SizeMaxBytes];
        var metaLength = new IndexMeta(StoreId, Guid.NewGuid(), 300, 7, 1000).Write(meta);
        DamageAll(Convert.FromHexString(Hex(Entry)), bytes => EntryCodec.Read(bytes));
        DamageAll(meta[..metaLength], bytes => IndexMeta.Read(bytes));
        DamageAll(
            IndexKey.Entry(IndexKey.Prefix(KeyType.Hash, "a\0b"u8), "l"u8),
            bytes => IndexKey.Parse(KeyType.Hash, bytes));
        DamageAll(Record(), bytes => ReadAll(bytes));
        for (var cut = 0; cut < Record().Length; cut++)
        {
            Assert.Throws<InvalidDataException>(() => ReadAll(Record()[..cut]));
        }
    }

    private static RangeId StoreId => new(new TableStreamId(1024), 1025);

    private static byte[] Key(KeyType keyType, (byte[] P, byte[] L) key) =>
        IndexKey.Entry(IndexKey.Prefix(keyType, key.P), key.L);

    private static string Hex(in EntryState entry)
    {
        var bytes = new byte[EntryCodec.SizeMaxBytes(entry.Value.Bytes.Length)];
        return Convert.ToHexString(bytes, 0, EntryCodec.Write(entry, bytes));
    }

    private static byte[] Record()
    {
        var output = new ArrayBufferWriter<byte>();
        RecordWriter.Write(output, new RecordHeader(1000, new byte[] { 0xAA, 0xBB }, "p"u8.ToArray(), 3));
        RecordWriter.Write(output, new KeyEffect
        {
            Kind = ChangeKind.Put,
            Cause = ChangeCause.Client,
            LKey = "a"u8.ToArray(),
            State = Entry with { LeaseId = 9, ExpiresAtMs = 3000 },
            ReplacedRevision = 7,
            HasPrevious = true,
            Previous = new TableValue("x"u8.ToArray()),
        });
        RecordWriter.Write(output, new KeyEffect
        {
            Kind = ChangeKind.Delete,
            Cause = ChangeCause.Expired,
            LKey = "b"u8.ToArray(),
            ReplacedRevision = 8,
            HasPrevious = true,
            Previous = new TableValue(-2),
        });
        RecordWriter.Write(output, new KeyEffect
        {
            Kind = ChangeKind.Put,
            Cause = ChangeCause.Client,
            LKey = "c"u8.ToArray(),
            State = new EntryState { Exists = true, Value = new TableValue(42), CreateRevision = 9 },
        });
        return output.WrittenSpan.ToArray();
    }

    private static void ReadAll(byte[] bytes)
    {
        var reader = new RecordReader(new JournalRecord(1, bytes));
        while (reader.TryRead(out _))
        {
        }
    }

    private static void DamageAll(byte[] whole, Action<byte[]> decode)
    {
        for (var cut = 0; cut < whole.Length; cut++)
        {
            EndsCleanly(whole[..cut], decode);
        }

        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var flipped = whole.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            EndsCleanly(flipped, decode);
        }
    }

    // A damaged field may still be a legal one: what must not come is any other exception.
    private static void EndsCleanly(byte[] bytes, Action<byte[]> decode)
    {
        try
        {
            decode(bytes);
        }
        catch (InvalidDataException)
        {
            return;
        }
    }
}
