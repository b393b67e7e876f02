namespace Orleans.TableService;

/// <summary>Number of a stream, unique in a cluster and never used again. Streams of users start at 1024.</summary>
public readonly record struct TableStreamId(long Value) : IComparable<TableStreamId>
{
    /// <summary>The first number that a stream of a user can have.</summary>
    public const long FirstUserValue = 1024;

    /// <inheritdoc/>
    public int CompareTo(TableStreamId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Orders by number.</summary>
    public static bool operator <(TableStreamId left, TableStreamId right) => left.Value < right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >(TableStreamId left, TableStreamId right) => left.Value > right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator <=(TableStreamId left, TableStreamId right) => left.Value <= right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >=(TableStreamId left, TableStreamId right) => left.Value >= right.Value;
}
