using Orleans.TableService.Testing;

namespace Orleans.TableService.Cli.Tests;

public sealed class HelpTests
{
    private readonly CliHost _cli = new(new InMemoryTableService());

    public static TheoryData<string> Commands { get; } = new(
        "namespace create", "namespace get", "namespace list", "namespace delete",
        "stream create", "stream get", "stream list", "stream delete", "stream ranges",
        "table put", "table get", "table incr", "table delete", "table range", "table delete-range", "table txn",
        "table watch", "completion", "journal dump", "journal verify", "journal truncate",
        "backup create", "backup verify", "backup restore", "index verify",
        "checkpoint list", "checkpoint verify", "checkpoint restore");

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_WhenAskedOfACommand_ShowsUsageAndExamples(string command)
    {
        var output = await _cli.PassAsync([.. command.Split(' '), "--help"]);

        Assert.Contains($"streamstorage-cli {command}", output, StringComparison.Ordinal);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exit codes:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("table", "--help")]
    public async Task Help_WhenAskedOfTheTool_ShowsTheExitCodes(params string[] arguments)
    {
        var output = await _cli.PassAsync(arguments);

        Assert.Contains("Exit codes:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Examples:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table g", "get")]
    [InlineData("str", "stream")]
    [InlineData("table get --wa", "--watch")]
    [InlineData("-s localhost:1 table put --exp", "--expected-version")]
    public async Task Suggest_WhenALineIsBegun_OffersWhatFits(string line, string expected)
    {
        var output = await _cli.PassAsync($"[suggest:{line.Length}]", line);

        Assert.Contains(expected, output.Split('\n'));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    public async Task Completion_WhenAskedForAShell_PrintsAScriptThatAsksForSuggestions(string shell)
    {
        var script = await _cli.PassAsync("completion", shell);

        Assert.Contains("[suggest:", script, StringComparison.Ordinal);
    }
}
