using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Orleans.TableService.Gateway.Tests;

/// <summary>
/// Reads the text format 0.0.4 strictly, by its published grammar: what does not parse fails the test.
/// </summary>
internal sealed partial class MetricLines
{
    private const string OneLabel = @"[a-zA-Z_][a-zA-Z0-9_]*=""([^""\\\n]|\\\\|\\""|\\n)*""";

    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Helps { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Values by name and labels, the labels as they are meant: unescaped, in order, "name=value;...".
    /// </summary>
    public Dictionary<(string Name, string Labels), double> Values { get; } = [];

    public static MetricLines Parse(string text)
    {
        // Nothing at all is what there is to tell before the first measurement.
        Assert.True(text.Length == 0 || text.EndsWith('\n'), text);
        var lines = new MetricLines();
        foreach (var line in text.Split('\n').SkipLast(1))
        {
            lines.Add(line);
        }

        return lines;
    }

    public double this[string name, string labels = ""] => Values[(name, labels)];

    private void Add(string line)
    {
        if (Comment().Match(line) is { Success: true } comment)
        {
            var table = comment.Groups["what"].Value == "HELP" ? Helps : Types;
            Assert.True(table.TryAdd(comment.Groups["name"].Value, comment.Groups["rest"].Value), $"Twice: {line}");
            return;
        }

        var sample = Sample().Match(line);
        Assert.True(sample.Success, $"Not a sample: {line}");
        var name = sample.Groups["name"].Value;
        var family = Types.ContainsKey(name) ? name : Suffix().Replace(name, "");
        Assert.True(Types.ContainsKey(family), $"No type before: {line}");
        var labels = new StringBuilder();
        foreach (Match label in Label().Matches(sample.Groups["labels"].Value))
        {
            labels.Append(
                CultureInfo.InvariantCulture, $"{label.Groups["name"].Value}={Unescape(label.Groups["value"].Value)};");
        }

        Values.Add((name, labels.ToString()), Number(sample.Groups["value"].Value));
    }

    private static string Unescape(string value) =>
        Escape().Replace(value, match => match.Value == @"\n" ? "\n" : match.Value[1..]);

    private static double Number(string text) =>
        text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("^# (?<what>HELP|TYPE) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<rest>.*)$")]
    private static partial Regex Comment();

    [GeneratedRegex(
        $$"""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>{{OneLabel}}(,{{OneLabel}})*)\})? (?<value>\S+)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)"(,|$)""")]
    private static partial Regex Label();

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escape();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
