using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orleans.TableService;

/// <summary>
/// Names one range: its stream and its number within the stream, which starts at 1024 and is never used again.
/// </summary>
/// <remarks>
/// The text form is <c>stream/range</c>, for example <c>1024/1025</c>; it is the key of the range's grain.
/// </remarks>
public readonly record struct RangeId(TableStreamId Stream, long Number) : ISpanParsable<RangeId>
{
    /// <summary>The number of a stream's first range.</summary>
    public const long FirstNumber = 1024;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stream.Value}/{Number}");

    /// <inheritdoc/>
    public static RangeId Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static RangeId Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a range id like 1024/1025.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RangeId result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out RangeId result)
    {
        result = default;
        var slash = s.IndexOf('/');
        if (slash < 0
            || !long.TryParse(s[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var stream)
            || !long.TryParse(s[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        result = new RangeId(new TableStreamId(stream), number);
        return true;
    }
}
