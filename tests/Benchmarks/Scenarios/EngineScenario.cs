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
        var rocks = await SyncedRocksDb.PutAsync(directory, Few, Duration);
        Report.Line($"RocksDB's synced writes, {Few} threads (db_bench)", rocks);
        Rate bare;
        await using (var loop = new BareGroupCommit(directory))
        {
            bare = await Load.BestOfThreeAsync(Few, Duration, (_, _) => loop.AppendAsync(Payload.Value));
        }

        Report.Line($"bare append and fdatasync, {Few} waiters", bare);
        var options = new StorageOptions { DataDirectory = Path.Combine(directory, "engine") };
        await using var table = await EngineTable.OpenAsync(options, EngineTable.NewRange(), isNew: true);
        var few = await PutAsync(table, Few);
        Report.Line($"range, {Few} waiters", few, Report.Ratio(few, bare, "the bare loop", 40));
        var many = await PutAsync(table, Many);
        Report.Line($"range, {Many} waiters", many, string.Create(
            CultureInfo.InvariantCulture,
            $"{many.PerSecond / rocks.PerSecond:N1} times RocksDB (goal 4 times)"));
    }

    private static Task<Rate> PutAsync(EngineTable table, int waiters) =>
        Load.BestOfThreeAsync(waiters, Duration, async (caller, turn) =>
        {
            var key = Payload.Key(caller, turn);
            await table.PutAsync(key, Payload.Value);
        });
}
