namespace Orleans.TableService.Tests.Surface;

/// <summary>Finds files of the source tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Compat => Path.Combine(Root, "src", "Compat", "Orleans");

    private static string Find()
    {
        for (var at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, "Orleans.TableService.sln")))
            {
                return at;
            }
        }

        throw new InvalidOperationException("The tests run outside their source tree.");
    }
}
