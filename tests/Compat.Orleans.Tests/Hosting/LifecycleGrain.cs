namespace Orleans.TableService.Tests.Hosting;

public interface ILifecycleGrain : IGrainWithStringKey
{
    Task PingAsync();
}

public sealed class LifecycleGrain(Stage stage) : Grain, ILifecycleGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (this.GetPrimaryKeyString() == "fails")
        {
            stage.Tell("activating");
            await stage.PassAsync("fail");
            throw new FormatException("cannot activate");
        }

        if (this.GetPrimaryKeyString() == "hangs")
        {
            stage.Tell("activating");
            await stage.PassAsync("never");
        }
    }

    public Task PingAsync() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Tell($"grain ended: {reason.ReasonCode}");
        return Task.CompletedTask;
    }
}
