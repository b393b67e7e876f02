using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>A grain interface as implemented by one class, with the generated reference type.</summary>
internal sealed class ReferenceShape(GrainClass grainClass, GrainMethod[] methods, Func<GrainReference> create)
{
    public GrainClass Class { get; } = grainClass;

    public GrainMethod[] Methods { get; } = methods;

    public Func<GrainReference> Create { get; } = create;
}
