using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.TableService.Compat;

namespace Orleans;

/// <summary>Usual base of grain classes. Members are for use inside the grain's turns only.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Binds to the activation that is being created.</summary>
    protected Grain()
        : this(ActivationScope.Current
            ?? throw new InvalidOperationException("A grain is created by the runtime: call IGrainFactory.GetGrain."))
    {
    }

    /// <summary>Binds to <paramref name="grainContext"/>.</summary>
    protected Grain(IGrainContext grainContext)
    {
        ArgumentNullException.ThrowIfNull(grainContext);
        GrainContext = grainContext;
    }

    /// <inheritdoc/>
    public IGrainContext GrainContext { get; }

    /// <summary>Text form of the grain's id.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>Services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <summary>Asks for deactivation as soon as running calls have ended.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

#pragma warning disable CA1725 // Upstream names the parameter differently in class and interface.
    /// <inheritdoc cref="IGrainBase.OnActivateAsync"/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="IGrainBase.OnDeactivateAsync"/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
        => Task.CompletedTask;
#pragma warning restore CA1725
}
