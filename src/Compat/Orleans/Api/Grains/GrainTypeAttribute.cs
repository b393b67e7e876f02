using Orleans.Runtime;

namespace Orleans;

/// <summary>Names a grain class for ever; the name is part of stored keys.</summary>
[AttributeUsage(AttributeTargets.Class)]
#pragma warning disable CA1019 // Upstream exposes the name as a method only.
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    private readonly GrainType _grainType = GrainType.Create(grainType);

    /// <summary>The name.</summary>
    public GrainType GetGrainType(IServiceProvider services, Type type) => _grainType;
}
#pragma warning restore CA1019
