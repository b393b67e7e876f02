using System.Diagnostics;
using System.Globalization;
using Orleans.TableService.Benchmarks.Measuring;
using Orleans.TableService.Storage;
using Orleans.TableService.Storage.Ranges;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>How long a range is away after a restart: with its index, and without.</summary>
internal static class RecoveryScenario
{
    private const double Mebibyte = 1 << 20;

    /// <summary>
    /// Rebuilds indexes of small and of larger records, and restarts over <paramref name="mebibytes"/>.
    /// </summary>
    public static async Task RunAsync(string directory, int mebibytes)
    {
        Report.Heading(
            "one range after a restart: from the start of the engine to the first write, files in the page cache");
        await RebuildAsync(
            Path.Combine(directory, "small"), new Entries(1, 1_000_000, 100, 1000), "goal 300,000 records/s");
        await RebuildAsync(Path.Combine(directory, "larger"), new Entries(1, 300_000, 1024, 1000), "goal 200 MiB/s");
        var size = new Entries(1, mebibytes * 1024L, 1024, 1000);
        await RestartAsync(Path.Combine(directory, "restart"), size);
    }

    // Each record is a transaction of one put.
    private static async Task RebuildAsync(string directory, Entries entries, string goal)
    {
        var options = OptionsOf(directory);
        var range = EngineTable.NewRange();
        await using (var table = await EngineTable.OpenAsync(options, range, isNew: true))
        {
            await entries.FillOneByOneAsync(table.Ranges);
        }

        Directory.Delete(Path.Combine(directory, "index"), recursive: true);
        var elapsed = await FirstWriteAsync(options, range);
        Directory.Delete(directory, recursive: true);
        var bytes = entries.Count * (entries.ValueSizeBytes + (2 * sizeof(long)));
        Report.Figure(
            $"index gone, {entries.Count:N0} records of {entries.ValueSizeBytes} bytes",
            Milliseconds(elapsed),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{entries.Count / elapsed.TotalSeconds:N0} records/s, "
                + $"{bytes / Mebibyte / elapsed.TotalSeconds:N0} MiB/s of keys and values ({goal})"));
    }

    private static async Task RestartAsync(string directory, Entries entries)
    {
        var options = OptionsOf(directory);
        var range = EngineTable.NewRange();
        await using (var table = await EngineTable.OpenAsync(options, range, isNew: true))
        {
            await entries.FillAsync(table.Ranges);
        }

        var elapsed = await FirstWriteAsync(options, range);
        Directory.Delete(directory, recursive: true);
        Report.Figure(
            $"index in place, {entries.Count >> 10:N0} MiB", Milliseconds(elapsed), "goal 1,000 ms at 5,120 MiB");
    }

    private static async Task<TimeSpan> FirstWriteAsync(StorageOptions options, RangeDescriptor range)
    {
        var watch = Stopwatch.StartNew();
        await using var table = await EngineTable.OpenAsync(options, range, isNew: false);
        await table.PutAsync(Payload.Key(0, 0), Payload.Value);
        return watch.Elapsed;
    }

    // Without checkpoints: they are what makes a rebuild rare, and have a stage of their own.
    private static StorageOptions OptionsOf(string directory) =>
        new() { DataDirectory = directory, Checkpoints = { IsEnabled = false } };

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:N0} ms";
}
