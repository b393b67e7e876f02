using System.Diagnostics;

namespace Orleans.TableService.Benchmarks.Measuring;

/// <summary>Closed-loop load: each caller waits for one operation before it begins the next.</summary>
internal static class Load
{
    /// <summary>
    /// Runs <paramref name="operation"/>(caller, turn) once to warm up, then three times, and keeps the best.
    /// </summary>
    public static async Task<Rate> BestOfThreeAsync(
        int callers,
        TimeSpan duration,
        Func<int, long, ValueTask> operation)
    {
        await RunAsync(callers, duration, operation);
        var best = default(Rate);
        for (var round = 0; round < 3; round++)
        {
            var rate = await RunAsync(callers, duration, operation);
            best = rate.PerSecond > best.PerSecond ? rate : best;
        }

        return best;
    }

    private static async Task<Rate> RunAsync(int callers, TimeSpan duration, Func<int, long, ValueTask> operation)
    {
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(
            Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller))));
        var elapsed = watch.Elapsed;
        var count = counts.Sum();
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Rate(count / elapsed.TotalSeconds, (double)bytes / count);

        async Task<long> CallAsync(int caller)
        {
            long turn = 0;
            for (; watch.Elapsed < duration; turn++)
            {
                await operation(caller, turn);
            }

            return turn;
        }
    }
}
