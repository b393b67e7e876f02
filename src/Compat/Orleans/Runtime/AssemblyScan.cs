using System.Reflection;

namespace Orleans.TableService.Compat;

/// <summary>Finds the assemblies that reference this one, loading those that the loaded ones refer to.</summary>
internal static class AssemblyScan
{
    private static readonly string Here = typeof(AssemblyScan).Assembly.GetName().Name!;

    public static IReadOnlyCollection<Type> TypesThatMayBeGrains()
        => Assemblies().SelectMany(TypesOf).ToArray();

    public static Type[] TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            // Types whose bases are not deployed cannot be grains of this process.
            return exception.Types.OfType<Type>().ToArray();
        }
    }

    private static List<Assembly> Assemblies()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(item => !item.IsDynamic));
        var found = new List<Assembly>();
        while (open.TryDequeue(out var assembly))
        {
            if (!seen.Add(assembly.FullName!) || IsFramework(assembly.GetName().Name!))
            {
                continue;
            }

            var references = assembly.GetReferencedAssemblies();
            if (references.Any(item => item.Name == Here))
            {
                found.Add(assembly);
            }

            foreach (var reference in references.Where(item => !IsFramework(item.Name!)))
            {
                if (Load(reference) is { } loaded)
                {
                    open.Enqueue(loaded);
                }
            }
        }

        return found;
    }

    private static Assembly? Load(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException)
        {
            // A reference that is never used need not be deployed.
            return null;
        }
    }

    private static bool IsFramework(string name)
        => name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal)
            || name is "System" or "mscorlib" or "netstandard";
}
