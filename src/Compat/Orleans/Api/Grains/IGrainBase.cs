using Orleans.Runtime;

namespace Orleans;

/// <summary>What the runtime needs of a grain class; <see cref="Grain"/> is the usual way to have it.</summary>
public interface IGrainBase
{
    /// <summary>The activation that this object is.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs once, in the grain's turn, before its first call.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs once after the last call; best effort: a crash skips it.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
