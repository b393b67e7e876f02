namespace Orleans.Placement;

/// <summary>Activations of the class are not moved; in one process nothing ever moves.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ImmovableAttribute(ImmovableKind kind = ImmovableKind.Any) : Attribute
{
    /// <summary>Who may not move them.</summary>
    public ImmovableKind Kind { get; } = kind;
}

/// <summary>What moves activations.</summary>
[Flags]
#pragma warning disable CA1008, CA1028, CA2217 // As upstream: a byte without a zero.
public enum ImmovableKind : byte
{
    /// <summary>The one that brings talking grains together.</summary>
    Repartitioner = 1,

    /// <summary>The one that evens out memory.</summary>
    Rebalancer = 2,

    /// <summary>Both.</summary>
    Any = Repartitioner | Rebalancer,
}
#pragma warning restore CA1008, CA1028, CA2217
