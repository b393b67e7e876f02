using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>Carries the activation into its own service scope.</summary>
internal sealed class GrainContextSlot
{
    public IGrainContext? Context { get; set; }
}

/// <inheritdoc/>
internal sealed class GrainContextAccessor : IGrainContextAccessor
{
    public IGrainContext GrainContext => ActivationScope.Current
        ?? throw new InvalidOperationException("The calling code is in no grain's turn.");
}
