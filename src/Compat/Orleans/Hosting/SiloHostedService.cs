using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>Runs the silo's stages within the host's start and stop.</summary>
internal sealed class SiloHostedService : IHostedService
{
    private readonly StagedLifecycle _lifecycle;

    public SiloHostedService(
        SiloRuntime runtime,
        StagedLifecycle lifecycle,
        IEnumerable<ILifecycleParticipant<ISiloLifecycle>> participants)
    {
        _lifecycle = lifecycle;
        _lifecycle.Subscribe(
            "runtime",
            ServiceLifecycleStage.RuntimeInitialize,
            _ =>
            {
                runtime.Start();
                return Task.CompletedTask;
            });

        // Upstream's order: stages from BecomeActive up stop while grains still serve, those below after their end.
        _lifecycle.Subscribe(
            "grains", ServiceLifecycleStage.BecomeActive - 1, _ => Task.CompletedTask, runtime.StopAsync);
        foreach (var participant in participants)
        {
            participant.Participate(_lifecycle);
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _lifecycle.StartAsync(cancellationToken);
        }
        catch
        {
            await _lifecycle.StopAsync(cancellationToken);
            throw;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _lifecycle.StopAsync(cancellationToken);
}
