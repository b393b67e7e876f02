namespace Orleans.TableService.Tests.Support;

/// <summary>Where the sources and scripts under test stand.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>A script that users start.</summary>
    public static string Script(string name) => Path.Combine(Root, "bin", name);

    private static string Find()
    {
        for (var at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, "Orleans.TableService.sln")))
            {
                return at;
            }
        }

        throw new InvalidOperationException("Run this inside the repository.");
    }
}
