using System.Runtime.InteropServices;

namespace Orleans.TableService.Gateway;

/// <summary>All measurements under one name. Safe for use by many threads; known tags cost no memory.</summary>
internal sealed class MetricFamily
{
    /// <summary>Most series; what has other tags is counted together, under the label <see cref="Overflow"/>.</summary>
    public const int SeriesMax = 2000;

    private static readonly KeyValuePair<string, object?>[] Overflow = [new("otel_metric_overflow", "true")];

    private readonly Lock _lock = new();
    private readonly Dictionary<int, MetricSeries> _series = [];
    private readonly List<MetricSeries> _all = [];
    private readonly double[] _bounds;
    private readonly bool _isObserved;
    private readonly bool _isSet;
    private long _collection;

    /// <summary>Makes an empty family.</summary>
    /// <param name="name">Its name in the text.</param>
    /// <param name="help">One sentence.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="bounds">Upper bounds of the buckets of a histogram, ascending.</param>
    /// <param name="isObserved">Whether series vanish that a collection does not bring.</param>
    /// <param name="isSet">Whether a measurement is the new value rather than a change of it.</param>
    public MetricFamily(string name, string help, MetricKind kind, double[] bounds, bool isObserved, bool isSet)
    {
        Name = name;
        Help = help;
        Kind = kind;
        _bounds = bounds;
        _isObserved = isObserved;
        _isSet = isSet;
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    /// <summary>A measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            var series = Find(tags);
            series.Collection = _collection;
            if (Kind == MetricKind.Histogram)
            {
                var bucket = Array.BinarySearch(_bounds, value);
                series.Buckets[bucket < 0 ? ~bucket : bucket]++;
                series.Count++;
                series.Value += value;
            }
            else
            {
                series.Value = _isSet ? value : series.Value + value;
            }
        }
    }

    /// <summary>Observations follow.</summary>
    public void BeginCollection()
    {
        lock (_lock)
        {
            _collection++;
        }
    }

    /// <summary>Writes the family, if there is anything to tell.</summary>
    public void Write(MetricText text)
    {
        lock (_lock)
        {
            var isBegun = false;
            foreach (var series in _all)
            {
                if (_isObserved && series.Collection != _collection)
                {
                    continue;
                }

                if (!isBegun)
                {
                    text.BeginFamily(Name, Help, Kind);
                    isBegun = true;
                }

                text.Write(Name, Kind, series, _bounds);
            }
        }
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = HashOf(tags);
        for (var found = _series.GetValueOrDefault(hash); found is not null; found = found.Next)
        {
            if (found.Has(tags))
            {
                return found;
            }
        }

        return _all.Count < SeriesMax || tags.SequenceEqual(Overflow) ? Add(hash, tags) : Find(Overflow);
    }

    private MetricSeries Add(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var buckets = Kind == MetricKind.Histogram ? _bounds.Length + 1 : 0;
        var series = new MetricSeries(tags.ToArray(), MetricLabels.Of(tags), buckets);
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_series, hash, out _);
        series.Next = first;
        first = series;
        _all.Add(series);
        return series;
    }

    private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = default(HashCode);
        foreach (var (name, value) in tags)
        {
            hash.Add(name);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }
}
