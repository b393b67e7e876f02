namespace Orleans.TableService.Gateway;

/// <summary>The kinds of families that the text format knows and we write.</summary>
internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts by buckets.</summary>
    Histogram,
}
