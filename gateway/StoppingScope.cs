using Microsoft.Extensions.Hosting;

namespace Orleans.TableService.Gateway;

/// <summary>Ends the calls that would otherwise last for ever when the host stops.</summary>
internal sealed class StoppingScope(IHostApplicationLifetime lifetime)
{
    public static readonly Fault Stopping = Faults.Unavailable("The server is stopping: reconnect.");

    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>A source that is cancelled with the call and with the host.</summary>
    public CancellationTokenSource Link(CancellationToken call) =>
        CancellationTokenSource.CreateLinkedTokenSource(call, lifetime.ApplicationStopping);
}
