using System.Runtime.CompilerServices;
using Orleans.TableService.Compat;

namespace Orleans.TableService.Tests.Turns;

public sealed class TurnSchedulerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Fewer than the smallest segment of a queue holds: what would be kept is there to be found.
    private const int Count = 16;

    // What a finished call holds on to is garbage that a collector must not find through the queue.
    [Fact]
    public async Task Turns_ThatHaveRun_AreNotKept()
    {
        var scheduler = new TurnScheduler(null!);
        using var mayRun = new ManualResetEventSlim();
        var last = new LastTurn();
        scheduler.Post(new FirstTurn(mayRun));
        var turns = Post(scheduler);
        scheduler.Post(last);
        mayRun.Set();
        await last.HasRun.WaitAsync(Patience);

        GC.Collect();

        Assert.All(turns, turn => Assert.False(turn.IsAlive));
        GC.KeepAlive(scheduler);
    }

    [Fact]
    public async Task TasksAndTurns_ThatWait_RunInOrder()
    {
        var scheduler = new TurnScheduler(null!);
        using var mayRun = new ManualResetEventSlim();
        var last = new LastTurn();
        var order = new List<int>();
        scheduler.Post(new FirstTurn(mayRun));
        for (var i = 0; i < 500; i++)
        {
            var number = i;
            if (i % 3 == 0)
            {
                scheduler.Post(new NotingTurn(order, number));
            }
            else
            {
                _ = Task.Factory.StartNew(
                    () =>
                    {
                        Assert.Same(scheduler, TaskScheduler.Current);
                        order.Add(number);
                    },
                    default,
                    TaskCreationOptions.None,
                    scheduler);
            }
        }

        scheduler.Post(last);
        mayRun.Set();
        await last.HasRun.WaitAsync(Patience);

        Assert.Equal(Enumerable.Range(0, 500), order);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Post(TurnScheduler scheduler)
    {
        var turns = new WeakReference[Count];
        for (var i = 0; i < Count; i++)
        {
            var turn = new NotingTurn([], i);
            turns[i] = new WeakReference(turn);
            scheduler.Post(turn);
        }

        return turns;
    }

    private sealed class FirstTurn(ManualResetEventSlim mayRun) : ITurn
    {
        public void Run() => Assert.True(mayRun.Wait(Patience));
    }

    private sealed class NotingTurn(List<int> order, int number) : ITurn
    {
        public void Run()
        {
            Assert.IsType<TurnScheduler>(TaskScheduler.Current);
            order.Add(number);
        }
    }

    private sealed class LastTurn : ITurn
    {
        private readonly TaskCompletionSource _hasRun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task HasRun => _hasRun.Task;

        public void Run() => _hasRun.SetResult();
    }
}
