using System.Diagnostics;
using System.Runtime;

namespace Orleans.TableService.Benchmarks.Measuring;

/// <summary>Closed-loop load: each caller waits for one operation before it begins the next.</summary>
internal static class Load
{
    // The runtime compiles a method again once it has been called often, in the background and by turns with what is
    // measured, and what it watches meanwhile is slow: a pipeline's second round had a sixth of its processor time in
    // that. A load is warm when compiling took less than this of it.
    private const double CompilingShareMax = 0.02;
    private const int WarmUpRoundsMax = 6;

    /// <summary>Runs <paramref name="operation"/>(caller, turn) over and over, so long.</summary>
    public static Func<Task<Rate>> Of(int callers, TimeSpan duration, Func<int, long, ValueTask> operation) =>
        () => RunAsync(callers, duration, operation);

    /// <summary>
    /// Runs all loads by turns until they are warm, then three rounds, and keeps the best of each. By turns, for what
    /// disturbs a machine for a while is to disturb what is compared alike.
    /// </summary>
    public static async Task<Rate[]> BestOfThreeAsync(params Func<Task<Rate>>[] loads)
    {
        await WarmUpAsync(loads);
        var best = new Rate[loads.Length];
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < loads.Length; i++)
            {
                var rate = await loads[i]();
                best[i] = rate.PerSecond > best[i].PerSecond ? rate : best[i];
            }
        }

        return best;
    }

    /// <inheritdoc cref="BestOfThreeAsync(Func{Task{Rate}}[])"/>
    public static async Task<Rate> BestOfThreeAsync(
        int callers,
        TimeSpan duration,
        Func<int, long, ValueTask> operation) =>
        (await BestOfThreeAsync(Of(callers, duration, operation)))[0];

    private static async Task WarmUpAsync(Func<Task<Rate>>[] loads)
    {
        for (var round = 0; round < WarmUpRoundsMax; round++)
        {
            var isWarm = true;
            foreach (var load in loads)
            {
                var compiled = JitInfo.GetCompilationTime();
                var watch = Stopwatch.StartNew();
                await load();
                isWarm &= JitInfo.GetCompilationTime() - compiled < CompilingShareMax * watch.Elapsed;
            }

            if (isWarm)
            {
                return;
            }
        }

        Console.WriteLine($"(not warm after {WarmUpRoundsMax} rounds)");
    }

    private static async Task<Rate> RunAsync(int callers, TimeSpan duration, Func<int, long, ValueTask> operation)
    {
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var isOver = false;
        var watch = Stopwatch.StartNew();
        new Thread(EndInTime) { IsBackground = true, Name = "end of a load" }.Start();
        var counts = await Task.WhenAll(
            Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller))));
        var elapsed = watch.Elapsed;
        var count = counts.Sum();
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Rate(count / elapsed.TotalSeconds, (double)bytes / count);

        // A thread of its own: loads that never wait keep all of the pool.
        void EndInTime()
        {
            Thread.Sleep(duration);
            Volatile.Write(ref isOver, true);
        }

        async Task<long> CallAsync(int caller)
        {
            long turn = 0;
            for (; !Volatile.Read(ref isOver); turn++)
            {
                await operation(caller, turn);
            }

            return turn;
        }
    }
}
