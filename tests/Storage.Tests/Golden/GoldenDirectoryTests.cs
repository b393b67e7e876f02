using Orleans.TableService.Storage.Tests.Journals;

namespace Orleans.TableService.Storage.Tests.Golden;

/// <summary>Directories that earlier programs wrote are read, and a change of a format is noticed.</summary>
public sealed class GoldenDirectoryTests
{
    private static readonly string Kept = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string> Versions =>
        [.. Directory.GetDirectories(Kept).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Open_OfADirectoryOfAnyVersion_HasEverything(string version)
    {
        using var directory = new TemporaryDirectory();
        Copy(Path.Combine(Kept, version), directory.Path);
        await GoldenDirectory.RequireAsync(directory.Path);
    }

    /// <summary>The index of the trimmed journal comes from its checkpoint, the other from its journal.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Open_WithoutIndexes_MakesThemFromCheckpointsAndJournals(string version)
    {
        using var directory = new TemporaryDirectory();
        Copy(Path.Combine(Kept, version), directory.Path);
        Directory.Delete(Path.Combine(directory.Path, "index"), recursive: true);
        await GoldenDirectory.RequireAsync(directory.Path);
    }

    /// <summary>
    /// <c>GOLDEN_OUT=directory</c> keeps what is made, for a new version of a format: it belongs beside the others.
    /// </summary>
    [Fact]
    public async Task Make_Today_WritesTheVersionsOfTheNewestDirectory()
    {
        using var directory = new TemporaryDirectory();
        await GoldenDirectory.MakeAsync(directory.Path);
        if (Environment.GetEnvironmentVariable("GOLDEN_OUT") is { } kept)
        {
            Copy(directory.Path, kept);
        }

        var newest = Directory.GetDirectories(Kept).Order(StringComparer.Ordinal).Last();
        foreach (var (place, pattern) in new[] { ("log", "*.log"), ("ranges", "*.seg") })
        {
            Assert.Equal(
                VersionsOf(Path.Combine(newest, place), pattern),
                    VersionsOf(Path.Combine(directory.Path, place), pattern));
        }

        await GoldenDirectory.RequireAsync(directory.Path);
    }

    // Magic, then the version.
    private static List<string> VersionsOf(string directory, string pattern) =>
    [
        .. Directory.GetFiles(directory, pattern, SearchOption.AllDirectories)
            .Select(path =>
            {
                using var file = File.OpenRead(path);
                var head = new byte[6];
                file.ReadExactly(head);
                return Convert.ToHexString(head);
            })
            .Distinct().Order(StringComparer.Ordinal),
    ];

    // RocksDB's own log of events is of no use.
    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file).Split('.')[0] is not ("LOG" or "LOCK"))
            {
                var target = Path.Combine(to, Path.GetRelativePath(from, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }
    }
}
