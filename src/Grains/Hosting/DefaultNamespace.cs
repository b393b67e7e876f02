using Orleans.Runtime;
using Orleans.TableService.GrainContracts;

namespace Orleans.TableService.Grains.Hosting;

/// <summary>Creates the namespace that is there without anybody's asking, once the silo takes calls.</summary>
internal sealed class DefaultNamespace(IGrainFactory grains) : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Its name.</summary>
    public const string Name = "default";

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe<DefaultNamespace>(ServiceLifecycleStage.Active, CreateAsync);

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var reply = await grains.GetNamespace(Name).CreateAsync(cancellationToken);
        if (!reply.IsValue && reply.Fault.Code != FaultCode.NamespaceExists)
        {
            throw reply.Fault.ToException();
        }
    }
}
