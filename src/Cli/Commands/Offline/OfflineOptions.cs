using System.CommandLine;
using System.CommandLine.Parsing;
using Orleans.TableService.Cli.Options;

namespace Orleans.TableService.Cli.Commands.Offline;

/// <summary>The options that the commands on a stopped data directory share.</summary>
internal sealed class OfflineOptions
{
    public Option<string> DataDirectory { get; } =
        DirectoryOption.Required("--data-dir", "The data directory of a server that is stopped.");

    public Option<RangeId[]> Ranges { get; } = new("--range")
    {
        Description = "Only this range; may be given more than once. 'stream ranges' lists them.",
        HelpName = "stream/range",
        CustomParser = ParseRanges,
        DefaultValueFactory = _ => [],
    };

    public Option<bool> Hex { get; } = new("--hex") { Description = "Print keys and values as hexadecimal digits." };

    private static RangeId[] ParseRanges(ArgumentResult result)
    {
        var ranges = new List<RangeId>();
        foreach (var token in result.Tokens)
        {
            if (!RangeId.TryParse(token.Value, null, out var range))
            {
                result.AddError($"'{token.Value}' is not a range like 1024/1025.");
                return [];
            }

            ranges.Add(range);
        }

        return [.. ranges];
    }
}
