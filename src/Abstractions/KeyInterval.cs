namespace Orleans.TableService;

/// <summary>The keys from <see cref="Start"/> up to and without <see cref="End"/>, in unsigned byte order.</summary>
/// <remarks>
/// A value without an owner: it holds lKeys, RAW pKeys, or the 8-byte routing keys that HASH pKeys map to
/// (<see cref="RoutingKey"/>). Keeps the memory that it is given; the caller must not change it.
/// </remarks>
public readonly struct KeyInterval : IEquatable<KeyInterval>
{
    private readonly ReadOnlyMemory<byte> _end;
    private readonly bool _bounded;

    /// <summary>The interval [<paramref name="start"/>, <paramref name="end"/>).</summary>
    /// <param name="start">First key; the empty key is the least of all.</param>
    /// <param name="end">First key behind the interval; <see langword="null"/> is unbounded.</param>
    public KeyInterval(ReadOnlyMemory<byte> start, ReadOnlyMemory<byte>? end)
    {
        Start = start;
        _bounded = end.HasValue;
        _end = end.GetValueOrDefault();
    }

    /// <summary>The interval [<paramref name="start"/>, <paramref name="end"/>).</summary>
    /// <remarks>Without it a null array would become an empty end, which is the empty interval.</remarks>
    /// <param name="start">First key; the empty key is the least of all.</param>
    /// <param name="end">First key behind the interval; <see langword="null"/> is unbounded.</param>
    public KeyInterval(ReadOnlyMemory<byte> start, byte[]? end)
        : this(start, end is null ? default(ReadOnlyMemory<byte>?) : end.AsMemory())
    {
    }

    /// <summary>Every key.</summary>
    public static KeyInterval All => default;

    /// <summary>The first key of the interval.</summary>
    public ReadOnlyMemory<byte> Start { get; }

    /// <summary>The first key behind the interval; <see langword="null"/> is unbounded.</summary>
    public ReadOnlyMemory<byte>? End => _bounded ? _end : default(ReadOnlyMemory<byte>?);

    /// <summary>Whether no key is in the interval.</summary>
    public bool IsEmpty => _bounded && Start.Span.SequenceCompareTo(_end.Span) >= 0;

    /// <summary>The interval that holds <paramref name="key"/> alone.</summary>
    public static KeyInterval Single(ReadOnlyMemory<byte> key) => new(key, KeyBytes.Successor(key.Span));

    /// <summary>The interval of all keys that begin with <paramref name="prefix"/>.</summary>
    public static KeyInterval Prefix(ReadOnlyMemory<byte> prefix) => new(prefix, KeyBytes.PrefixEnd(prefix.Span));

    /// <summary>Whether <paramref name="key"/> is in the interval.</summary>
    public bool Contains(ReadOnlySpan<byte> key) =>
        key.SequenceCompareTo(Start.Span) >= 0 && (!_bounded || key.SequenceCompareTo(_end.Span) < 0);

    /// <inheritdoc/>
    public bool Equals(KeyInterval other) =>
        _bounded == other._bounded
        && Start.Span.SequenceEqual(other.Start.Span)
        && _end.Span.SequenceEqual(other._end.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KeyInterval other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Start.Span);
        hash.Add(_bounded);
        hash.AddBytes(_end.Span);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"[{Convert.ToHexString(Start.Span)}, {(_bounded ? Convert.ToHexString(_end.Span) : "unbounded")})";

    /// <summary>Whether both hold the same bounds.</summary>
    public static bool operator ==(KeyInterval left, KeyInterval right) => left.Equals(right);

    /// <summary>Whether the bounds differ.</summary>
    public static bool operator !=(KeyInterval left, KeyInterval right) => !left.Equals(right);
}
