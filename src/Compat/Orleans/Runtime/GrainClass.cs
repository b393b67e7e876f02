using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>What the runtime must know of a grain class.</summary>
internal sealed class GrainClass
{
    private readonly ParameterInfo[] _facets;
    private readonly Lazy<ObjectFactory> _factory;

    public GrainClass(Type type)
    {
        Type = type;
        GrainType = type.GetCustomAttribute<GrainTypeAttribute>()?.GetGrainType(null!, type)
            ?? Orleans.Runtime.GrainType.Create(DefaultName(type));
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        KeepAlive = type.IsDefined(typeof(KeepAliveAttribute));
        Interfaces = type.GetInterfaces().Where(IsGrainInterface).ToArray();
        var constructor = type.GetConstructors()
            .OrderByDescending(item => item.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            .ThenByDescending(item => item.GetParameters().Length)
            .FirstOrDefault();
        _facets = constructor?.GetParameters()
            .Where(item => item.IsDefined(typeof(PersistentStateAttribute))).ToArray() ?? [];
        _factory = new(
            () => ActivatorUtilities.CreateFactory(type, _facets.Select(item => item.ParameterType).ToArray()));
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool IsReentrant { get; }

    public bool KeepAlive { get; }

    /// <summary>Its grain interfaces, the derived ones included.</summary>
    public IReadOnlyList<Type> Interfaces { get; }

    public static bool IsGrainInterface(Type type)
        => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)
            && type.Assembly != typeof(IAddressable).Assembly;

    public static bool IsGrainClass(Type type)
        => type.IsClass && !type.IsAbstract && !type.ContainsGenericParameters
            && (typeof(Grain).IsAssignableFrom(type) || typeof(IGrainBase).IsAssignableFrom(type));

    /// <summary>Constructs the grain object, its facets and services injected.</summary>
    public object Create(Activation activation)
    {
        var facets = Array.ConvertAll(_facets, item => PersistentStates.Create(activation, item));
        return _factory.Value(activation.ActivationServices, facets);
    }

    // As upstream names classes without an attribute: lower case, without the suffix.
    private static string DefaultName(Type type)
    {
        const string Suffix = "grain";
        var name = type.Name.ToLowerInvariant();
        return name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length
            ? name[..^Suffix.Length]
            : name;
    }
}
