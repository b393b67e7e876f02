using System.Globalization;
using Orleans.TableService.Benchmarks.Baselines;
using Orleans.TableService.Benchmarks.Measuring;
using Orleans.TableService.Storage;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>One range of the storage engine with nothing above it, against RocksDB and against a bare loop.</summary>
internal static class EngineScenario
{
    private const int Few = 64;
    private const int Many = 256;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(string directory)
    {
        Report.Heading("the storage engine alone: durable puts of 100 bytes into one range, no grains");
        Directory.CreateDirectory(directory);
        await using var loop = new BareGroupCommit(directory);
        var options = new StorageOptions { DataDirectory = Path.Combine(directory, "engine") };
        await using var table = await EngineTable.OpenAsync(options, EngineTable.NewRange(), isNew: true);
        var rates = await Load.BestOfThreeAsync(
            SyncedRocksDb.Put(directory, Few, Duration),
            Load.Of(Few, Duration, (_, _) => loop.AppendAsync(Payload.Value)),
            Put(table, Few),
            Put(table, Many));
        var (rocks, bare, few, many) = (rates[0], rates[1], rates[2], rates[3]);
        Report.Line($"RocksDB's synced writes, {Few} threads (db_bench)", rocks);
        Report.Line($"bare append and fdatasync, {Few} waiters", bare);
        Report.Line($"range, {Few} waiters", few, Report.Ratio(few, bare, "the bare loop", 40));
        Report.Line($"range, {Many} waiters", many, string.Create(
            CultureInfo.InvariantCulture,
            $"{many.PerSecond / rocks.PerSecond:N1} times RocksDB (goal 4 times)"));
    }

    private static Func<Task<Rate>> Put(EngineTable table, int waiters) =>
        Load.Of(waiters, Duration, async (caller, turn) =>
        {
            var key = Payload.Key(caller, turn);
            await table.PutAsync(key, Payload.Value);
        });
}
