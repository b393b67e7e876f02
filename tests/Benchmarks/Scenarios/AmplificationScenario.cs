using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Orleans.TableService.Benchmarks.Measuring;
using Orleans.TableService.Storage;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>How many bytes go to disk for each byte that a client writes, and where to.</summary>
internal static class AmplificationScenario
{
    private const int Writers = 64;
    private const long UserBytesMax = 192L << 20;
    private const int PutsMax = 400_000;
    private const int Overwrites = 6;

    /// <summary>
    /// Values of several sizes, kept with their keys and apart from them, each overwritten six times.
    /// </summary>
    public static async Task RunValuesAsync(string directory)
    {
        Head("values with their keys and in files of their own, overwritten");
        foreach (var size in (int[])[256, 4 << 10, 64 << 10, 1 << 20])
        {
            await RunAsync(directory, Name(size), size, Overwrites, separateFromBytes: null);
            if (size >= ValueSeparation.FromBytesMin)
            {
                await RunAsync(directory, Name(size) + ", apart", size, Overwrites, ValueSeparation.FromBytesMin);
            }
        }
    }

    /// <summary>Small values, appended and overwritten.</summary>
    public static async Task RunSmallAsync(string directory)
    {
        Head("write amplification");
        foreach (var size in (int[])[100, 1 << 10])
        {
            await RunAsync(directory, Name(size) + ", each key once", size, overwrites: 1, separateFromBytes: null);
            await RunAsync(directory, Name(size) + ", overwritten", size, Overwrites * 4, separateFromBytes: null);
        }
    }

    private static async Task RunAsync(
        string directory, string name, int size, int overwrites, int? separateFromBytes)
    {
        var puts = (int)Math.Min(UserBytesMax / size, PutsMax);
        var keys = puts / overwrites;
        var options = new StorageOptions
        {
            DataDirectory = Path.Combine(directory, Guid.NewGuid().ToString("N")),
            MemtableBudgetBytes = 8 << 20,
            CommitLogSizeMaxBytes = 128L << 20,
            CollectsIndexStatistics = true,
        };
        using var written = new WrittenBytes();
        TimeSpan elapsed;
        var range = EngineTable.NewRange(separateFromBytes);
        await using (var table = await EngineTable.OpenAsync(options, range, isNew: true))
        {
            var watch = Stopwatch.StartNew();
            await PutAllAsync(table, puts, keys, size);
            elapsed = watch.Elapsed;
            written.Observe();
        }

        Directory.Delete(options.DataDirectory, recursive: true);
        Print(name, written, (double)puts * (size + (2 * sizeof(long))), puts, elapsed);
    }

    private static Task PutAllAsync(EngineTable table, int puts, int keys, int size)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            // Bytes that do not compress: the amplification is the engine's own.
            var random = new Random(writer);
            for (var i = Interlocked.Increment(ref next); i < puts; i = Interlocked.Increment(ref next))
            {
                var key = new byte[sizeof(long)];
                BinaryPrimitives.WriteUInt64BigEndian(key, (ulong)(i % keys) * 0x9E3779B97F4A7C15);
                var value = new byte[size];
                random.NextBytes(value);
                await table.PutAsync(key, value);
            }
        })));
    }

    private static void Head(string title)
    {
        Console.WriteLine();
        Console.WriteLine($"{title}: bytes on disk for a byte of keys and values");
        Console.WriteLine(
            $"{"",-26}{"puts/s",10}{"MiB/s",8}{"log",8}{"segment",9}{"flush",8}{"compact",9}{"sum",8}");
    }

    private static void Print(string name, WrittenBytes written, double userBytes, int puts, TimeSpan elapsed)
    {
        var (rate, mebibytes) = (puts / elapsed.TotalSeconds, userBytes / (1 << 20) / elapsed.TotalSeconds);
        string[] reasons = ["log", "segment", "flush", "compaction"];
        var shares = Array.ConvertAll(reasons, reason => written[reason] / userBytes);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-26}{rate,10:N0}{mebibytes,8:N1}{shares[0],8:N2}{shares[1],9:N2}{shares[2],8:N2}")
            + string.Create(CultureInfo.InvariantCulture, $"{shares[3],9:N2}{shares.Sum(),8:N2}"));
    }

    private static string Name(int size) =>
        size < 1024 ? $"{size} B" : size < 1 << 20 ? $"{size >> 10} KiB" : $"{size >> 20} MiB";
}
