namespace Orleans.TableService.Architecture.Tests;

/// <summary>How wide the sources may be: as wide as <c>.editorconfig</c> says, which no analyzer looks after.</summary>
public sealed class LineTests
{
    private const int LengthMax = 120;

    [Fact]
    public void Sources_Everywhere_HaveNoLineThatIsTooLong()
    {
        var files = SourceFiles.All.ToList();

        Assert.True(files.Count > 1000, $"Only {files.Count} files were found.");
        Assert.Empty(files.SelectMany(file => TooLong(file.Name, File.ReadLines(file.Path))));
    }

    [Fact]
    public void TooLong_OfLines_NamesThoseWithOneCharacterTooMany() =>
        Assert.Equal(
            ["a.cs:2: 121 characters"],
            TooLong("a.cs", [new string('x', LengthMax), new string('x', LengthMax + 1), ""]));

    private static IEnumerable<string> TooLong(string name, IEnumerable<string> lines) => lines
        .Select((line, index) => (Number: index + 1, line.Length))
        .Where(line => line.Length > LengthMax)
        .Select(line => $"{name}:{line.Number}: {line.Length} characters");
}
