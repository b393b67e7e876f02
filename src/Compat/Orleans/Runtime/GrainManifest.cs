using System.Reflection;
using Orleans.Runtime;

namespace Orleans.TableService.Compat;

/// <summary>The grain classes of the process, found in all assemblies that know this one.</summary>
internal sealed class GrainManifest
{
    private readonly Dictionary<GrainType, GrainClass> _byName = [];
    private readonly Dictionary<Type, List<GrainClass>> _byInterface = [];

    /// <exception cref="OrleansConfigurationException">Two types have the same name.</exception>
    public GrainManifest(IReadOnlyCollection<Type> types)
    {
        CheckAliases(types);
        foreach (var type in types.Where(GrainClass.IsGrainClass))
        {
            Add(new GrainClass(type));
        }
    }

    public static GrainManifest OfLoadedAssemblies() => new(AssemblyScan.TypesThatMayBeGrains());

    public GrainClass ClassOf(GrainType grainType)
        => _byName.TryGetValue(grainType, out var found)
            ? found
            : throw new ArgumentException($"No grain class of this process is named '{grainType}'.");

    /// <param name="interfaceType">A grain interface.</param>
    /// <param name="classNamePrefix">Beginning of the class's full name, to tell several classes apart.</param>
    public GrainClass ClassFor(Type interfaceType, string? classNamePrefix)
    {
        var candidates = _byInterface.GetValueOrDefault(interfaceType) ?? [];
        var matching = classNamePrefix is null
            ? candidates
            : candidates
                .Where(item => item.Type.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal))
                .ToList();
        return matching.Count switch
        {
            1 => matching[0],
            0 => throw new ArgumentException($"Could not find an implementation for interface {interfaceType}."),
            _ => throw new ArgumentException(
                $"Several classes implement {interfaceType}: {string.Join(", ", matching.Select(item => item.Type))}. "
                + "Tell which by a prefix of the class name."),
        };
    }

    private static void CheckAliases(IReadOnlyCollection<Type> types)
    {
        var names = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var type in types)
        {
            foreach (var alias in type.GetCustomAttributes<AliasAttribute>(inherit: false))
            {
                if (!names.TryAdd(alias.Alias, type) && names[alias.Alias] != type)
                {
                    throw new OrleansConfigurationException(
                        $"{type} and {names[alias.Alias]} have the same alias '{alias.Alias}'.");
                }
            }
        }
    }

    private void Add(GrainClass grainClass)
    {
        if (!_byName.TryAdd(grainClass.GrainType, grainClass))
        {
            throw new OrleansConfigurationException(
                $"{grainClass.Type} and {_byName[grainClass.GrainType].Type} have the same grain type "
                + $"'{grainClass.GrainType}'.");
        }

        foreach (var interfaceType in grainClass.Interfaces)
        {
            if (!_byInterface.TryGetValue(interfaceType, out var classes))
            {
                _byInterface.Add(interfaceType, classes = []);
            }

            classes.Add(grainClass);
        }
    }
}
