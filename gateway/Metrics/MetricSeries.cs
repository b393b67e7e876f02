namespace Orleans.TableService.Gateway;

/// <summary>One combination of labels of a family. Guarded by the family.</summary>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] tags, string labels, int bucketCount)
{
    /// <summary>The tags, to be found by.</summary>
    public KeyValuePair<string, object?>[] Tags => tags;

    /// <summary>The tags as labels.</summary>
    public string Labels => labels;

    /// <summary>Measurements by bucket, the one without bound last; empty unless a histogram.</summary>
    public long[] Buckets { get; } = new long[bucketCount];

    /// <summary>The value of a counter or gauge; the sum of a histogram.</summary>
    public double Value { get; set; }

    /// <summary>Measurements of a histogram.</summary>
    public long Count { get; set; }

    /// <summary>The collection that observed it last.</summary>
    public long Collection { get; set; }

    /// <summary>The next with the same hash.</summary>
    public MetricSeries? Next { get; set; }

    /// <summary>Whether these are its tags, in this order.</summary>
    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> other)
    {
        if (other.Length != tags.Length)
        {
            return false;
        }

        for (var i = 0; i < other.Length; i++)
        {
            if (other[i].Key != tags[i].Key || !Equals(other[i].Value, tags[i].Value))
            {
                return false;
            }
        }

        return true;
    }
}
