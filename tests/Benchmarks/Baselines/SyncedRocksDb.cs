using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Orleans.TableService.Benchmarks.Measuring;

namespace Orleans.TableService.Benchmarks.Baselines;

/// <summary>
/// RocksDB's own durable writes, by its own benchmark program: <c>db_bench</c> of Debian's rocksdb-tools.
/// </summary>
internal static partial class SyncedRocksDb
{
    /// <summary>Random puts with so many threads to a new database, each synced.</summary>
    public static Func<Task<Rate>> Put(string directory, int threads, TimeSpan duration) =>
        async () => new Rate(await RunAsync(Path.Combine(directory, "db_bench"), threads, duration), 0);

    private static async Task<double> RunAsync(string directory, int threads, TimeSpan duration)
    {
        var start = new ProcessStartInfo(
            "db_bench",
            [
                "--benchmarks=fillrandom",
                "--sync=1",
                Option("threads", threads),
                Option("duration", (long)duration.TotalSeconds),
                "--num=100000",
                "--key_size=16",
                "--value_size=100",
                $"--db={directory}",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var match = Result().Match(output);
        if (!match.Success)
        {
            throw new InvalidOperationException($"db_bench ended with {process.ExitCode}: {await errors}");
        }

        Directory.Delete(directory, recursive: true);
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static string Option(string name, long value) =>
        string.Create(CultureInfo.InvariantCulture, $"--{name}={value}");

    [GeneratedRegex(@"fillrandom\s*:.*?(\d+) ops/sec")]
    private static partial Regex Result();
}
