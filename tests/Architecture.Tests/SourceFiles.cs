using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Architecture.Tests;

/// <summary>The sources of this repository: those that people write, not what a build leaves among them.</summary>
internal static class SourceFiles
{
    private static readonly string[] Roots = ["src", "gateway", "silo", "tests"];
    private static readonly string[] Built = ["obj", "bin", "artifacts"];

    /// <summary>Every C# file, with its path from the repository's root.</summary>
    public static IEnumerable<(string Name, string Path)> All => Roots
        .SelectMany(root => Files(Path.Combine(Repository.Root, root)))
        .Select(path => (Path.GetRelativePath(Repository.Root, path), path));

    private static IEnumerable<string> Files(string directory) => Directory
        .EnumerateFiles(directory, "*.cs")
        .Concat(Directory
            .EnumerateDirectories(directory)
            .Where(inner => !Built.Contains(Path.GetFileName(inner), StringComparer.Ordinal))
            .SelectMany(Files));
}
