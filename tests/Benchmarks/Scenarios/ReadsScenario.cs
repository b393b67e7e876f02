using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Orleans.TableService.Benchmarks.Baselines;
using Orleans.TableService.Benchmarks.Measuring;
using Orleans.TableService.Storage;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>
/// Reads of a table that is much larger than the block cache and past the page cache, against bare RocksDB on the very
/// same files, with the same options and as many threads.
/// </summary>
internal static class ReadsScenario
{
    private const int Ranges = 4;
    private const int Threads = 2;
    private const int Callers = 256;
    private const int PerPKey = 10_000;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ScanTime = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(string directory, long count, int valueSizeBytes)
    {
        var options = new StorageOptions
        {
            DataDirectory = directory,
            StorageThreads = Threads,
            UsesDirectReads = true,
            Checkpoints = { IsEnabled = false },
        };
        var entries = new Entries(Ranges, count, valueSizeBytes, PerPKey);
        Report.Heading(
            $"{count:N0} entries of {valueSizeBytes} bytes in {Ranges} ranges, "
            + $"block cache {options.BlockCacheSizeBytes >> 20} MiB, direct reads");
        var ranges = EngineTable.NewRanges(Ranges);
        var watch = Stopwatch.StartNew();
        await using (var table = await EngineTable.OpenAsync(options, ranges, isNew: true))
        {
            await entries.FillAsync(table.Ranges);
        }

        Report.Figure("loaded", $"{watch.Elapsed.TotalSeconds:N1} s");
        using (var bare = BareRocksDb.Open(options, ranges))
        {
            Report.Figure("compacted", $"{bare.Compact().TotalSeconds:N1} s", $"{bare.SizeBytes >> 20:N0} MiB");
        }

        var (got, scanned) = await MeasureAsync(options, ranges, entries);

        // Last: whatever may be cached beneath this machine is in favour of what the engine is compared with.
        using var again = BareRocksDb.Open(options, ranges);
        var get = await again.GetAsync(entries, Threads, Duration);
        Report.Line($"bare RocksDB get, {Threads} threads (baseline)", get);
        var scan = again.Scan(ScanTime);
        Report.Line("bare RocksDB iterator, entries (baseline)", scan);
        Report.Line($"get, {Callers} callers, {Threads} threads", got, Report.Ratio(got, get, "bare RocksDB", 70));
        Report.Line("scan, entries", scanned, Report.Ratio(scanned, scan, "the bare iterator", 50));
    }

    private static async Task<(Rate Get, Rate Scan)> MeasureAsync(
        StorageOptions options, IReadOnlyList<RangeDescriptor> ranges, Entries entries)
    {
        await using var table = await EngineTable.OpenAsync(options, ranges, isNew: false);
        var scan = await ScanAsync(table, entries);
        var get = await Load.BestOfThreeAsync(
            Callers, Duration, (caller, turn) => GetAsync(table, entries, entries.Pick(caller, turn)));
        return (get, scan);
    }

    private static async ValueTask GetAsync(EngineTable table, Entries entries, long number)
    {
        var (pKey, lKey) = Math.DivRem(number, PerPKey);
        var outcome = await table.Ranges[entries.RangeOf(pKey)].SubmitAsync(
            TableTransaction.Of(Entries.Key(pKey), new GetOperation { LKey = Entries.Key(lKey) }), default);
        if (((GetResult)outcome.GetResultOrThrow().Results[0]).Entry is null)
        {
            throw new InvalidOperationException("An entry is missing.");
        }
    }

    // One reader, page by page, as a client would.
    private static async Task<Rate> ScanAsync(EngineTable table, Entries entries)
    {
        var read = 0L;
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        for (var turn = 0L; watch.Elapsed < ScanTime; turn++)
        {
            read += await ScanPKeyAsync(table, entries, entries.Pick(0, turn) / PerPKey);
        }

        var bytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Rate(read / watch.Elapsed.TotalSeconds, (double)bytes / read);
    }

    private static async Task<long> ScanPKeyAsync(EngineTable table, Entries entries, long pKey)
    {
        var read = 0L;
        for (var start = 0L; ;)
        {
            var interval = new KeyInterval(Entries.Key(start), null);
            var outcome = await table.Ranges[entries.RangeOf(pKey)].SubmitAsync(
                TableTransaction.Of(Entries.Key(pKey), new RangeOperation { LKeys = interval }), default);
            var page = (RangeResult)outcome.GetResultOrThrow().Results[0];
            read += page.Entries.Count;
            if (!page.More)
            {
                return read;
            }

            start = BinaryPrimitives.ReadInt64BigEndian(page.Entries[^1].LKey.Span) + 1;
        }
    }
}
