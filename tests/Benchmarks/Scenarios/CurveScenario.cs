using System.Diagnostics;
using System.Globalization;
using Orleans.TableService.Benchmarks.Measuring;
using Orleans.TableService.Storage;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>What more ranges and more entries cost the storage engine: each point in a process of its own.</summary>
internal static class CurveScenario
{
    /// <summary>With what the process of a point is started.</summary>
    public const string PointName = "curve-point";

    private const int Callers = 256;
    private const int EntriesPerPKey = 100;
    private const int ValueSizeBytes = 100;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(string directory, int millions)
    {
        Console.WriteLine();
        Console.WriteLine(
            $"{millions:N0} million entries of {ValueSizeBytes} bytes, the storage engine alone, {Callers} callers, "
            + "files in the page cache");
        Console.WriteLine(
            $"{"ranges",8}{"load/s",12}{"puts/s",10}{"gets/s",10}{"resident",11}{"handles",9}"
            + $"{"disk",11}{"open",9}{"all open",11}{"resident",11}");
        foreach (var ranges in (int[])[1, 10, 100, 1000])
        {
            string[] point =
            [
                PointName,
                ranges.ToString(CultureInfo.InvariantCulture),
                millions.ToString(CultureInfo.InvariantCulture),
                directory,
            ];
            using (var process = Process.Start(Environment.ProcessPath!, point))
            {
                await process.WaitForExitAsync();
            }

            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Measures one point and prints its line.</summary>
    public static async Task RunPointAsync(string[] args)
    {
        var (ranges, millions) = (Number(args[1]), Number(args[2]));
        var options = new StorageOptions { DataDirectory = args[3], Checkpoints = { IsEnabled = false } };
        var entries = new Entries(ranges, millions * 1_000_000L, ValueSizeBytes, EntriesPerPKey);
        var descriptors = EngineTable.NewRanges(ranges);
        Console.Write($"{ranges,8:N0}");
        await using (var table = await EngineTable.OpenAsync(options, descriptors, isNew: true))
        {
            var load = Stopwatch.StartNew();
            await entries.FillAsync(table.Ranges);
            Console.Write($"{entries.Count / load.Elapsed.TotalSeconds,12:N0}");
            var put = await Load.BestOfThreeAsync(
                Callers, Duration, (caller, turn) => PutAsync(table, entries, caller, turn));
            var get = await Load.BestOfThreeAsync(
                Callers, Duration, (caller, turn) => GetAsync(table, entries, caller, turn));
            Console.Write($"{put.PerSecond,10:N0}{get.PerSecond,10:N0}{Resident(),11}{Handles(),9:N0}");
        }

        Console.Write($"{Mebibytes(SizeOf(args[3])),11}");
        await ReopenAsync(options, descriptors, entries);
    }

    private static async Task ReopenAsync(
        StorageOptions options, IReadOnlyList<RangeDescriptor> descriptors, Entries entries)
    {
        GC.Collect();
        var watch = Stopwatch.StartNew();
        await using var table = await EngineTable.OpenAsync(options, descriptors, isNew: false);
        Console.Write($"{watch.ElapsedMilliseconds,6:N0} ms");
        await Task.WhenAll(
            Enumerable.Range(0, descriptors.Count).Select(range => ReadAsync(table, entries, range, 0).AsTask()));
        Console.WriteLine($"{watch.ElapsedMilliseconds,8:N0} ms{Resident(),11}");
    }

    private static async ValueTask PutAsync(EngineTable table, Entries entries, int caller, long turn)
    {
        var (pKey, lKey) = Math.DivRem(entries.Pick(caller, turn), entries.PerPKey);
        var put = new PutOperation { LKey = Entries.Key(lKey), Value = Payload.Value };
        var outcome = await table.Ranges[entries.RangeOf(pKey)].SubmitAsync(
            TableTransaction.Of(Entries.Key(pKey), put), default);
        outcome.GetResultOrThrow();
    }

    private static ValueTask GetAsync(EngineTable table, Entries entries, int caller, long turn)
    {
        var (pKey, lKey) = Math.DivRem(entries.Pick(caller, turn), entries.PerPKey);
        return ReadAsync(table, entries, pKey, lKey);
    }

    private static async ValueTask ReadAsync(EngineTable table, Entries entries, long pKey, long lKey)
    {
        var outcome = await table.Ranges[entries.RangeOf(pKey)].SubmitAsync(
            TableTransaction.Of(Entries.Key(pKey), new GetOperation { LKey = Entries.Key(lKey) }), default);
        outcome.GetResultOrThrow();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Resident() => Mebibytes(Environment.WorkingSet);

    private static string Mebibytes(long bytes) => $"{bytes >> 20:N0} MiB";

    private static int Handles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static long SizeOf(string directory) =>
        new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
