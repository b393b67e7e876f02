using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Orleans.TableService.Architecture.Tests;

/// <summary>A DLL as it was built: what it really references, whatever its project says.</summary>
internal static class BuiltAssembly
{
    /// <summary>Prefix of the product's assemblies.</summary>
    public const string Prefix = "Orleans.TableService.";

    /// <summary>The project directory's name of the assembly that holds the Orleans subset.</summary>
    public const string Orleans = "Compat.Orleans";

    /// <summary>Simple names of the referenced assemblies, the product's own without their prefix.</summary>
    public static IReadOnlySet<string> ReferencesOf(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{Prefix}{name}.dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Select(reference => reference.StartsWith(Prefix, StringComparison.Ordinal)
                ? reference[Prefix.Length..]
                : reference)
            .ToHashSet(StringComparer.Ordinal);
    }
}
