using Orleans.Concurrency;
using Orleans.Runtime;

namespace Orleans.TableService.Tests.Timers;

public interface ITimerGrain : IGrainWithStringKey
{
    Task StartAsync(TimeSpan dueTime, TimeSpan period, bool interleave, bool keepAlive);

    Task ChangeAsync(TimeSpan dueTime, TimeSpan period);

    Task StopAsync();

    Task HoldAsync(string gate);

    Task PingAsync();
}

public sealed class TimerGrain(Stage stage, TimeProvider time) : Grain, ITimerGrain
{
    private readonly long _start = time.GetTimestamp();
    private IGrainTimer? _timer;
    private int _ticks;

    public Task StartAsync(TimeSpan dueTime, TimeSpan period, bool interleave, bool keepAlive)
    {
        _timer = this.RegisterGrainTimer(
            TickAsync,
            new GrainTimerCreationOptions(dueTime, period) { Interleave = interleave, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task ChangeAsync(TimeSpan dueTime, TimeSpan period)
    {
        _timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task HoldAsync(string gate)
    {
        stage.Tell("holding");
        await stage.PassAsync(gate);
        stage.Tell("held");
    }

    public Task PingAsync() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Tell($"ended: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    private Task TickAsync(CancellationToken cancellationToken)
    {
        stage.Tell($"tick {++_ticks} at {time.GetElapsedTime(_start).TotalSeconds}");
        return _ticks == 3 ? Task.FromException(new InvalidOperationException("third")) : Task.CompletedTask;
    }
}

[KeepAlive]
public sealed class KeptGrain(Stage stage) : Grain, IKeptGrain
{
    public Task PingAsync() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Tell("kept ended");
        return Task.CompletedTask;
    }
}

public interface IKeptGrain : IGrainWithStringKey
{
    Task PingAsync();
}
