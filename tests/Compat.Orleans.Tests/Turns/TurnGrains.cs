using Orleans.Concurrency;

namespace Orleans.TableService.Tests.Turns;

public interface ITurnGrain : IGrainWithStringKey
{
    Task WriteAsync(string name);

    [ReadOnly]
    Task ReadAsync(string name);

    [AlwaysInterleave]
    Task InterleaveAsync(string name);

    [AlwaysInterleave]
    Task<int> CountAsync(int rounds);

    Task<int> CountOrderlyAsync(int rounds);

    [AlwaysInterleave]
    Task<bool> HopsStayAsync();

    Task CallAsync(string other, string back);

    [ResponseTimeout("00:00:05")]
    Task WriteBrieflyAsync(string name);

    [OneWay]
    Task ForgetAsync(string name);
}

public interface IReentrantTurnGrain : ITurnGrain;

public class TurnGrain(Stage stage) : Grain, ITurnGrain
{
    private int _inTurn;
    private int _count;

    public Task WriteAsync(string name) => StayAsync(name);

    public Task ReadAsync(string name) => StayAsync(name);

    public Task InterleaveAsync(string name) => StayAsync(name);

    public Task WriteBrieflyAsync(string name) => StayAsync(name);

    public async Task<int> CountAsync(int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            // Two turns at once would lose counts, or meet here.
            if (Interlocked.Exchange(ref _inTurn, 1) != 0)
            {
                throw new InvalidOperationException("Two turns at once.");
            }

            var before = _count;
            Thread.SpinWait(20);
            _count = before + 1;
            Interlocked.Exchange(ref _inTurn, 0);
            await Task.Yield();
        }

        return _count;
    }

    public Task<int> CountOrderlyAsync(int rounds) => CountAsync(rounds);

    public async Task<bool> HopsStayAsync()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Run(() => { });
        var same = TaskScheduler.Current == scheduler && scheduler != TaskScheduler.Default;
        var child = await Task.Factory.StartNew(
            () => TaskScheduler.Current, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
        return same && child == scheduler;
    }

    public async Task CallAsync(string other, string back)
    {
        stage.Tell($"{this.GetPrimaryKeyString()} calls {other}");
        var grain = GrainFactory.GetGrain<ITurnGrain>(other, typeof(TurnGrain).FullName);
        await (back.Length == 0 ? grain.CountOrderlyAsync(1) : grain.CallAsync(back, ""));
    }

    public Task ForgetAsync(string name)
    {
        stage.Tell($"forgot {name}");
        throw new InvalidOperationException("Nobody hears this.");
    }

    private async Task StayAsync(string name)
    {
        stage.Tell($"in {name}");
        await stage.PassAsync(name);
        stage.Tell($"out {name}");
    }
}

[Reentrant]
public sealed class ReentrantTurnGrain(Stage stage) : TurnGrain(stage), IReentrantTurnGrain;
