namespace Orleans.Runtime;

/// <summary>One activation of a grain.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The grain's id.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain object; null until it was constructed.</summary>
    object? GrainInstance { get; }

    /// <summary>Services of this activation; scoped to it.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Lets components take part in activation and deactivation.</summary>
    IGrainLifecycle ObservableLifecycle { get; }

    /// <summary>Completes when the activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Starts deactivation; returns at once.</summary>
    /// <param name="deactivationReason">Handed to the grain.</param>
    /// <param name="cancellationToken">Ends the waiting for running calls and for the grain's own clean-up.</param>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
