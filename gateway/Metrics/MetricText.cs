using System.Globalization;
using System.Text;

namespace Orleans.TableService.Gateway;

/// <summary>Writes the Prometheus text exposition format 0.0.4.</summary>
internal sealed class MetricText
{
    /// <summary>The content type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>The lines that say what follows.</summary>
    public void BeginFamily(string name, string help, MetricKind kind)
    {
        var escaped = help.Replace("\\", @"\\", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal);
        _text.Append("# HELP ").Append(name).Append(' ').Append(escaped).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        }).Append('\n');
    }

    /// <summary>The lines of one series.</summary>
    public void Write(string name, MetricKind kind, MetricSeries series, ReadOnlySpan<double> bounds)
    {
        if (kind != MetricKind.Histogram)
        {
            WriteLine(name, "", series.Labels, Text(series.Value));
            return;
        }

        long count = 0;
        for (var i = 0; i < series.Buckets.Length; i++)
        {
            count += series.Buckets[i];
            var bound = i < bounds.Length ? bounds[i] : double.PositiveInfinity;
            var le = $"le=\"{Text(bound)}\"";
            var labels = series.Labels.Length == 0 ? le : $"{series.Labels},{le}";
            WriteLine(name, "_bucket", labels, Text(count));
        }

        WriteLine(name, "_sum", series.Labels, Text(series.Value));
        WriteLine(name, "_count", series.Labels, Text(series.Count));
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void WriteLine(string name, string suffix, string labels, string value)
    {
        _text.Append(name).Append(suffix);
        if (labels.Length > 0)
        {
            _text.Append('{').Append(labels).Append('}');
        }

        _text.Append(' ').Append(value).Append('\n');
    }

    private static string Text(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
