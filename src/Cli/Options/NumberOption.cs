using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Orleans.TableService.Cli.Options;

/// <summary>Options that take a whole number, and say in plain words when they do not get one.</summary>
internal static class NumberOption
{
    public static Option<long?> Create(string name, string description, long least, params string[] aliases) =>
        new(name, aliases)
        {
            Description = description,
            HelpName = "number",
            CustomParser = result => Parse(result, least, long.MaxValue),
        };

    public static Option<int> Create(string name, string description, int least, int most, int standard) =>
        new(name)
        {
            Description = description,
            HelpName = "number",
            CustomParser = result => (int)(Parse(result, least, most) ?? 0),
            DefaultValueFactory = _ => standard,
        };

    private static long? Parse(ArgumentResult result, long least, long most)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most)
        {
            return number;
        }

        result.AddError(most == long.MaxValue
            ? $"'{text}' is not a whole number of {least} or more and of 64 bits."
            : $"'{text}' is not a whole number from {least} to {most}.");
        return null;
    }
}
