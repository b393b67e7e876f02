using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Orleans.TableService.Cli.Options;

/// <summary>Options that take a size in bytes: 65536, 64KiB, 1MiB.</summary>
internal static class SizeOption
{
    private static readonly (string Unit, int Shift)[] Units = [("KiB", 10), ("MiB", 20), ("B", 0), ("", 0)];

    public static Option<int?> Create(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "size",
        CustomParser = result => Parse(result, least, most),
    };

    private static int? Parse(ArgumentResult result, int least, int most)
    {
        var text = result.Tokens[0].Value;
        var (unit, shift) = Units.First(unit => text.EndsWith(unit.Unit, StringComparison.OrdinalIgnoreCase));
        if (int.TryParse(text.AsSpan(..^unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (long)number << shift is var size
            && size >= least
            && size <= most)
        {
            return (int)size;
        }

        result.AddError($"'{text}' is not a size from {least} bytes to {most >> 20} MiB, such as 64KiB.");
        return null;
    }
}
