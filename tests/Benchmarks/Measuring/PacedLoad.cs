using System.Diagnostics;

namespace Orleans.TableService.Benchmarks.Measuring;

/// <summary>Open-loop load: operations begin on schedule, and a late one counts from when it was due.</summary>
internal static class PacedLoad
{
    private const int Callers = 64;

    /// <summary>Runs operations at a rate; returns the latencies, sorted.</summary>
    public static async Task<TimeSpan[]> RunAsync(
        double perSecond, TimeSpan duration, Func<int, long, ValueTask> operation)
    {
        var interval = TimeSpan.FromSeconds(Callers / perSecond);
        var watch = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller))));
        return [.. all.SelectMany(some => some).Order()];

        async Task<List<TimeSpan>> CallAsync(int caller)
        {
            var latencies = new List<TimeSpan>();
            var due = interval * caller / Callers;
            for (long turn = 0; due < duration; turn++, due += interval)
            {
                if (due - watch.Elapsed is var early && early > TimeSpan.FromMilliseconds(1))
                {
                    await Task.Delay(early, TimeProvider.System);
                }

                await operation(caller, turn);
                latencies.Add(watch.Elapsed - due);
            }

            return latencies;
        }
    }

    /// <summary>A percentile of sorted latencies, in milliseconds.</summary>
    public static double PercentileMs(TimeSpan[] sorted, double share) =>
        sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))].TotalMilliseconds;
}
