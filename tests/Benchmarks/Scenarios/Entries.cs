using System.Buffers.Binary;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>
/// Numbered entries in ranges: many lKeys to a pKey, the pKeys in turn in each range, values that do not compress.
/// </summary>
/// <param name="ranges">Ranges over which the entries are spread.</param>
/// <param name="Count">Entries.</param>
/// <param name="ValueSizeBytes">Size of each value.</param>
/// <param name="PerPKey">lKeys of one pKey.</param>
internal sealed record Entries(int Ranges, long Count, int ValueSizeBytes, int PerPKey)
{
    private const int Writers = 256;
    private const long TransactionSizeBytes = 64 << 10;
    private const int TransactionOperationsMax = 100;

    private readonly byte[] _random = MakeRandom(ValueSizeBytes);

    /// <summary>pKeys.</summary>
    public long PKeys => (Count + PerPKey - 1) / PerPKey;

    /// <summary>The range of an entry's pKey.</summary>
    public int RangeOf(long pKeyNumber) => (int)(pKeyNumber % Ranges);

    /// <summary>The pKey of a number.</summary>
    public static byte[] Key(long number)
    {
        var key = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(key, number);
        return key;
    }

    /// <summary>A value of its own for each number, of random bytes.</summary>
    public ReadOnlyMemory<byte> Value(long number) =>
        _random.AsMemory((int)((ulong)number * 0x9E3779B97F4A7C15 >> 44), ValueSizeBytes);

    /// <summary>Which entry a caller reads in a turn: at random, different for every caller.</summary>
    public long Pick(int caller, long turn) =>
        (long)(((((ulong)caller << 40) + (ulong)turn) * 0x9E3779B97F4A7C15 >> 8) % (ulong)Count);

    /// <summary>Puts all entries, many in a transaction.</summary>
    public Task FillAsync(IReadOnlyList<IRangeStore> ranges)
    {
        var perTransaction = Math.Clamp(TransactionSizeBytes / ValueSizeBytes, 1, TransactionOperationsMax);
        return WriteAsync((int)Math.Min(perTransaction, PerPKey), ranges);
    }

    /// <summary>Puts all entries, each in a transaction of its own.</summary>
    public Task FillOneByOneAsync(IReadOnlyList<IRangeStore> ranges) => WriteAsync(1, ranges);

    private async Task WriteAsync(int perTransaction, IReadOnlyList<IRangeStore> ranges)
    {
        var perPKey = (PerPKey + perTransaction - 1) / perTransaction;
        var next = -1L;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < PKeys * perPKey; i = Interlocked.Increment(ref next))
            {
                // Writers go through the pKeys in turn, so that all ranges are written at once.
                var (part, pKey) = Math.DivRem(i, PKeys);
                var first = (pKey * PerPKey) + (part * perTransaction);
                var end = Math.Min(Math.Min(first + perTransaction, (pKey + 1) * PerPKey), Count);
                if (first < end)
                {
                    var range = ranges[RangeOf(pKey)];
                    (await range.SubmitAsync(Put(pKey, first, end), default)).GetResultOrThrow();
                }
            }
        })));
    }

    private TableTransaction Put(long pKey, long first, long end)
    {
        var puts = new TableOperation[end - first];
        for (var i = 0; i < puts.Length; i++)
        {
            puts[i] = new PutOperation { LKey = Key((first + i) % PerPKey), Value = Value(first + i) };
        }

        return new TableTransaction { PKey = Key(pKey), Success = puts };
    }

    private static byte[] MakeRandom(int valueSizeBytes)
    {
        var bytes = new byte[(1 << 20) + valueSizeBytes];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
