using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Orleans.TableService.Cli.Options;

/// <summary>Options that take a number with a unit, such as 24h or 1GiB, or a word for no bound.</summary>
internal static class QuantityOption
{
    private static readonly (string Unit, long Factor)[] TimeUnits =
        [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    private static readonly (string Unit, long Factor)[] SizeUnits =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("B", 1)];

    /// <summary>A time in milliseconds; <see cref="long.MaxValue"/> for <c>forever</c>.</summary>
    public static Option<long?> Time(string name, string description) =>
        Create(name, description, "time", "forever", TimeUnits);

    /// <summary>A size in bytes; <see cref="long.MaxValue"/> for <c>unlimited</c>.</summary>
    public static Option<long?> Size(string name, string description) =>
        Create(name, description, "size", "unlimited", SizeUnits);

    /// <summary>A time as this option takes it.</summary>
    public static string TimeText(TimeSpan time) => Text((long)time.TotalMilliseconds, TimeUnits);

    /// <summary>A size as this option takes it.</summary>
    public static string SizeText(long sizeBytes) => Text(sizeBytes, SizeUnits);

    private static Option<long?> Create(
        string name, string description, string helpName, string unbounded, (string Unit, long Factor)[] units) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => Parse(result, unbounded, units),
        };

    private static long? Parse(ArgumentResult result, string unbounded, (string Unit, long Factor)[] units)
    {
        var text = result.Tokens[0].Value;
        if (text.Equals(unbounded, StringComparison.OrdinalIgnoreCase))
        {
            return long.MaxValue;
        }

        foreach (var (unit, factor) in units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && long.TryParse(
                    text.AsSpan(..^unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= long.MaxValue / 16 / factor)
            {
                return number * factor;
            }
        }

        var known = string.Join(", ", units.Select(unit => unit.Unit));
        result.AddError($"'{text}' is not a whole number with one of the units {known}, nor '{unbounded}'.");
        return null;
    }

    private static string Text(long number, (string Unit, long Factor)[] units)
    {
        var (unit, factor) = units
            .Where(unit => number % unit.Factor == 0 && (number != 0 || unit.Factor == 1))
            .MaxBy(unit => unit.Factor);
        return (number / factor).ToString(CultureInfo.InvariantCulture) + unit;
    }
}
