using System.CommandLine;
using System.CommandLine.Parsing;

namespace Orleans.TableService.Cli.Options;

/// <summary>
/// Options that take a directory. An empty name, as an unset variable of a script leaves it, is none.
/// </summary>
internal static class DirectoryOption
{
    public static Option<string> Required(string name, string description, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = "directory",
            Required = true,
            CustomParser = result => Parse(result) ?? "",
        };

    public static Option<string?> Optional(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "directory",
        CustomParser = Parse,
    };

    private static string? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length > 0)
        {
            return text;
        }

        result.AddError("The name of a directory is empty.");
        return null;
    }
}
