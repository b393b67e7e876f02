using System.Runtime.CompilerServices;
using Orleans.TableService.Benchmarks.Measuring;

namespace Orleans.TableService.Benchmarks.Scenarios;

/// <summary>The loads that every door is measured with. What they allocate themselves is pooled.</summary>
internal static class TableLoads
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    public static Func<Task<Rate>> Put(ITable table, int callers) =>
        Load.Of(callers, Duration, [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        async ValueTask (caller, turn) =>
        {
            var key = Payload.Key(caller, turn);
            var outcome = await table.TryCommitAsync(
                TableTransaction.Of(key, new PutOperation { LKey = key, Value = Payload.Value }));
            outcome.GetResultOrThrow();
        });

    public static Func<Task<Rate>> Get(ITable table, int callers) =>
        Load.Of(callers, Duration, [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        async ValueTask (caller, turn) =>
        {
            var key = Payload.Key(caller, turn);
            var outcome = await table.TryCommitAsync(TableTransaction.Of(key, new GetOperation { LKey = key }));
            outcome.GetResultOrThrow();
        });

    public static Func<Task<Rate>> Call(int callers, Func<ValueTask> call) =>
        Load.Of(callers, Duration, (_, _) => call());

    /// <summary>Puts every key once, so that gets find something.</summary>
    public static async Task FillAsync(ITable table)
    {
        var next = -1L;
        await Task.WhenAll(Enumerable.Range(0, 256).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < Payload.Keys; i = Interlocked.Increment(ref next))
            {
                await table.PutAsync(Payload.Key(0, i), Payload.Value);
            }
        }));
    }
}
