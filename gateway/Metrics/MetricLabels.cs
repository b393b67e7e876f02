using System.Globalization;
using System.Text;

namespace Orleans.TableService.Gateway;

/// <summary>Tags of a measurement as labels of the Prometheus text format 0.0.4.</summary>
internal static class MetricLabels
{
    /// <summary>"method=\"Put\",status=\"OK\""; empty without tags. Names and values are made legal.</summary>
    public static string Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(MetricNames.LabelOf(name)).Append("=\"");
            AppendEscaped(text, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            text.Append('"');
        }

        return text.ToString();
    }

    private static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append(@"\n"),
                _ => text.Append(c),
            };
        }
    }
}
