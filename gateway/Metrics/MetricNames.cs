using System.Diagnostics.Metrics;

namespace Orleans.TableService.Gateway;

/// <summary>
/// Names of instruments as Prometheus wants them: underscores, the unit in words, counters with "_total".
/// </summary>
internal static class MetricNames
{
    private const string Total = "_total";

    /// <summary>The name of an instrument's family.</summary>
    public static string Of(Instrument instrument, MetricKind kind)
    {
        var name = Legal(instrument.Name);
        var unit = UnitOf(instrument.Unit, kind);
        if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal))
        {
            name += unit;
        }

        return kind == MetricKind.Counter && !name.EndsWith(Total, StringComparison.Ordinal) ? name + Total : name;
    }

    /// <summary>The name of a label; a colon is legal in families only.</summary>
    public static string LabelOf(string tag) => Legal(tag).Replace(':', '_');

    private static string UnitOf(string? unit, MetricKind kind) => unit switch
    {
        "s" => "_seconds",
        "ms" => "_milliseconds",
        "By" => "_bytes",
        "%" => "_percent",
        "1" when kind == MetricKind.Gauge => "_ratio",
        _ => "",
    };

    private static string Legal(string name) => string.Create(
        name.Length == 0 || char.IsAsciiDigit(name[0]) ? name.Length + 1 : name.Length,
        name,
        static (target, source) =>
        {
            target[0] = '_';
            var rest = target[^source.Length..];
            for (var i = 0; i < source.Length; i++)
            {
                rest[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] == ':' ? source[i] : '_';
            }
        });
}
