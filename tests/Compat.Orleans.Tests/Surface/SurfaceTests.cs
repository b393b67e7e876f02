using Orleans.TableService.Compat;
using Orleans.TableService.Tests.Support;

namespace Orleans.TableService.Tests.Surface;

/// <summary>Keeps the list of what the product asks of Orleans, so that a change of it is seen and judged.</summary>
public sealed class SurfaceTests
{
    private static string Compat => Path.Combine(Repository.Root, "src", "Compat", "Orleans");

    private const string Update = "TABLESERVICE_UPDATE_SURFACE";

    private static readonly string[] Products =
    [
        "Orleans.TableService.GrainContracts.dll", "Orleans.TableService.Grains.dll",
        "Orleans.TableService.Client.Orleans.dll", "Orleans.TableService.Silo.dll",
    ];

    private static readonly string StandIn = typeof(MessageCopier).Assembly.GetName().Name!;

    [Fact]
    public void Surface_WhenReadFromTheBuiltProduct_IsTheOneOnRecord()
    {
        var map = UpstreamAssemblies();
        var actual = Products.Select(name => Path.Combine(AppContext.BaseDirectory, name)).Where(File.Exists)
            .SelectMany(new SurfaceReader(StandIn).Read).Distinct()
            .Select(line => $"{map.GetValueOrDefault(TypeOf(line), "NOT UPSTREAM")}  {line}")
            .Order(StringComparer.Ordinal).ToArray();
        var path = Path.Combine(Compat, "surface.txt");
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllLines(path, actual);
        }

        var recorded = File.Exists(path) ? File.ReadAllLines(path) : [];
        var news = actual.Except(recorded).Select(line => $"+ {line}");
        var gone = recorded.Except(actual).Select(line => $"- {line}");
        var difference = string.Join('\n', news.Concat(gone));
        Assert.True(
            difference.Length == 0,
            $"The product references other members of Orleans than src/Compat/Orleans/surface.txt says:\n{difference}\n"
            + $"Check that upstream has them with this meaning, then run the test once with {Update}=1.");
        Assert.DoesNotContain(actual, line => line.StartsWith("NOT UPSTREAM", StringComparison.Ordinal));
    }

    [Fact]
    public void Map_WhenComparedWithTheStandIn_NamesTheUpstreamAssemblyOfEveryPublicType()
    {
        var map = UpstreamAssemblies();
        var unnamed = typeof(MessageCopier).Assembly.GetExportedTypes()
            .Where(type => type.Namespace != typeof(MessageCopier).Namespace)
            .Select(type => type.FullName!).Where(name => !map.ContainsKey(name));

        Assert.Empty(unnamed);
    }

    [Fact]
    public void Reader_WhenGivenThisAssembly_FindsItsReferencesWithSignatures()
    {
        var lines = new SurfaceReader(StandIn).Read(typeof(SurfaceTests).Assembly.Location);

        Assert.Contains("Orleans.Grain", lines);
        Assert.Contains("Orleans.IGrainFactory::GetGrain`1(string, string) : !!0", lines);
        Assert.Contains("Orleans.Core.IStorage`1::get_State() : !0", lines);
    }

    private static string TypeOf(string line) => line.Split("::")[0].Split('+')[0];

    private static Dictionary<string, string> UpstreamAssemblies()
        => File.ReadLines(Path.Combine(Compat, "upstream-assemblies.txt"))
            .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => parts[1]);
}
