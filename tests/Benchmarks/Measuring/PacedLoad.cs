using System.Diagnostics;

namespace Orleans.TableService.Benchmarks.Measuring;

/// <summary>
/// Open-loop load: operations begin on schedule, however many are under way, and a late one
/// counts from when it was due.
/// </summary>
internal static class PacedLoad
{
    // Of these the operations come in turn; nothing else depends on it.
    private const int Callers = 64;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Runs operations at a rate; returns the latencies, sorted.</summary>
    public static async Task<TimeSpan[]> RunAsync(
        double perSecond, TimeSpan duration, Func<int, long, ValueTask> operation)
    {
        var latencies = new TimeSpan[(int)(perSecond * duration.TotalSeconds)];
        using var left = new CountdownEvent(latencies.Length);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = Stopwatch.StartNew();

        // A thread of its own: callers are not late because others' replies keep the pool busy.
        new Thread(Begin) { IsBackground = true, Name = "paced load" }.Start();
        await done.Task;
        Array.Sort(latencies);
        return latencies;

        void Begin()
        {
            for (var turn = 0; turn < latencies.Length; turn++)
            {
                var due = TimeSpan.FromSeconds(turn / perSecond);
                while (watch.Elapsed < due)
                {
                    Thread.Sleep(Tick);
                }

                _ = MeasureAsync(turn, due);
            }
        }

        async Task MeasureAsync(int turn, TimeSpan due)
        {
            try
            {
                await operation(turn % Callers, turn / Callers);
                latencies[turn] = watch.Elapsed - due;
            }
            catch (Exception e)
            {
                done.TrySetException(e);
            }

            if (left.Signal())
            {
                done.TrySetResult();
            }
        }
    }

    /// <summary>A percentile of sorted latencies, in milliseconds.</summary>
    public static double PercentileMs(IReadOnlyList<TimeSpan> sorted, double share) =>
        sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))].TotalMilliseconds;
}
